import { open, rename } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { DeviceIndex } from "@/lib/matching/index/device-index";
import type { Snapshot, SnapshotHeader } from "@/lib/matching/index/snapshot";

const magic = "ambit device index\n";

/** Bytes that are written or read at once: between two such pieces other work is done. */
const pieceBytes = 8 << 20;

/** Everything before the parts; `checksums` are CRC-32, one for each part. */
type Envelope = { mark: string; header: SnapshotHeader; checksums: number[] };

/**
 * Writes a snapshot into one file, which is whole or not there: it is written beside and renamed. `mark` says
 * up to where it knows the registry. Nothing may change in the index meanwhile.
 */
export async function writeSnapshot(file: string, { header, parts }: Snapshot, mark: string): Promise<void> {
  const beside = `${file}.new`;
  const envelope: Envelope = {
    mark,
    header,
    checksums: parts.map((part) => crc32(part)),
  };
  const text = Buffer.from(JSON.stringify(envelope));
  const opening = Buffer.concat([Buffer.from(magic), Buffer.alloc(8)]);
  opening.writeUInt32LE(text.length, magic.length);
  opening.writeUInt32LE(crc32(text), magic.length + 4);
  const handle = await open(beside, "w");
  try {
    await handle.writev([opening, text]);
    for (const part of parts) for (const piece of piecesOf(part)) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

/** Reads a snapshot back. Throws when it is not one, is damaged, or was written by another version. */
export async function readSnapshot(file: string): Promise<{ index: DeviceIndex; mark: string }> {
  const handle = await open(file, "r");
  const fill = async (into: Uint8Array) => {
    for (const piece of piecesOf(into)) {
      const { bytesRead } = await handle.read(piece, 0, piece.length);
      if (bytesRead < piece.length) throw unfit(file, "ends early");
    }
  };
  try {
    const opening = Buffer.alloc(magic.length + 8);
    await fill(opening);
    if (opening.toString("utf8", 0, magic.length) !== magic) throw unfit(file, "is none");
    const text = Buffer.alloc(opening.readUInt32LE(magic.length));
    await fill(text);
    if (crc32(text) !== opening.readUInt32LE(magic.length + 4)) throw unfit(file, "is damaged");
    const { mark, header, checksums } = JSON.parse(text.toString()) as Envelope;
    const restoring = DeviceIndex.restoring(header);
    for (const checksum of [...checksums, undefined]) {
      const { done, value } = restoring.next();
      if (done) return { index: value, mark };
      await fill(value);
      if (crc32(value) !== checksum) throw unfit(file, "is damaged");
    }
    throw unfit(file, "lacks parts");
  } finally {
    await handle.close();
  }
}

function unfit(file: string, why: string): Error {
  return new Error(`The snapshot ${file} ${why}. Remove it: everything is read from the registry then.`);
}

function* piecesOf(part: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < part.length; from += pieceBytes) yield part.subarray(from, from + pieceBytes);
}

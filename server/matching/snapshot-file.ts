import { open, rename, type FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { DeviceIndex } from "@/lib/matching/index/device-index";
import type { Snapshot, SnapshotHeader } from "@/lib/matching/index/snapshot";

const magic = "ambit device index\n";

/** Bytes that are summed up, written or read at once: between two such pieces other work is done. */
const pieceBytes = 1 << 20;

/** Everything before the parts. */
type Envelope<Mark> = { mark: Mark; header: SnapshotHeader };

/**
 * Writes a snapshot into one file, which is whole or not there: it is written beside and renamed. `mark`, plain
 * data, says up to where it knows the registry. Nothing may change in the index meanwhile.
 */
export async function writeSnapshot(file: string, { header, parts }: Snapshot, mark: unknown): Promise<void> {
  const beside = `${file}.new`;
  const envelope: Envelope<unknown> = { mark, header };
  const text = Buffer.from(JSON.stringify(envelope));
  const handle = await open(beside, "w");
  try {
    let sum = crc32(text);
    await handle.writeFile(Buffer.concat([Buffer.from(magic), word(text.length), word(sum), text]));
    for (const part of parts)
      for (const piece of piecesOf(part)) {
        sum = crc32(piece, sum);
        await handle.writeFile(piece);
      }
    await handle.writeFile(word(sum));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

/**
 * Reads a snapshot back, if `isFit` says so of its mark. Throws when it does not, and when the file is no
 * snapshot, is damaged or was written by another version.
 */
export async function readSnapshot<Mark>(
  file: string,
  isFit: (mark: Mark) => boolean = () => true,
): Promise<{ index: DeviceIndex; mark: Mark }> {
  const handle = await open(file, "r");
  try {
    const { mark, header, sum } = await readEnvelope<Mark>(file, handle);
    if (!isFit(mark)) throw unfit(file, "is too old, or of another registry");
    const index = await readParts(file, handle, header, sum);
    return { index, mark };
  } finally {
    await handle.close();
  }
}

async function readEnvelope<Mark>(
  file: string,
  handle: FileHandle,
): Promise<Envelope<Mark> & { sum: number }> {
  const opening = Buffer.alloc(magic.length + 8);
  await fill(file, handle, opening);
  if (opening.toString("utf8", 0, magic.length) !== magic) throw unfit(file, "is none");
  const [length, sum] = [opening.readUInt32LE(magic.length), opening.readUInt32LE(magic.length + 4)];
  if (length > (await handle.stat()).size) throw unfit(file, "ends early");
  const text = Buffer.alloc(length);
  await fill(file, handle, text);
  if (crc32(text) !== sum) throw unfit(file, "is damaged");
  return { ...(JSON.parse(text.toString()) as Envelope<Mark>), sum };
}

async function readParts(
  file: string,
  handle: FileHandle,
  header: SnapshotHeader,
  sumBefore: number,
): Promise<DeviceIndex> {
  const restoring = DeviceIndex.restoring(header);
  let sum = sumBefore;
  for (let part = restoring.next(); ; part = restoring.next()) {
    if (part.done) {
      const ending = Buffer.alloc(4);
      await fill(file, handle, ending);
      if (ending.readUInt32LE() !== sum) throw unfit(file, "is damaged");
      return part.value;
    }
    for (const piece of piecesOf(part.value)) {
      await fill(file, handle, piece);
      sum = crc32(piece, sum);
    }
  }
}

async function fill(file: string, handle: FileHandle, into: Uint8Array): Promise<void> {
  const { bytesRead } = await handle.read(into, 0, into.length);
  if (bytesRead < into.length) throw unfit(file, "ends early");
}

function unfit(file: string, why: string): Error {
  return new Error(`The snapshot ${file} ${why}. Everything is read from the registry instead.`);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function* piecesOf(part: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < part.length; from += pieceBytes) yield part.subarray(from, from + pieceBytes);
}

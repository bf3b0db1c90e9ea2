import { arch } from "node:os";
import { z } from "zod";
import type { Engine } from "./find-engine";
import { hasImage } from "./find-image";

/** What a program does whose only deed is to end with 0, in the words of its processor. */
const endWithZero: Partial<Record<string, { machine: number; code: readonly number[] }>> = {
  // mov eax, 60 (exit); xor edi, edi; syscall
  x64: { machine: 62, code: [0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05] },
  // movz x8, 93 (exit); movz x0, 0; svc 0
  arm64: { machine: 183, code: [0xa8, 0x0b, 0x80, 0xd2, 0, 0, 0x80, 0xd2, 1, 0, 0, 0xd4] },
};

const loadedAt = 0x400000n;
const [elfHeaderBytes, segmentHeaderBytes] = [64, 56];
const tarBlock = 512;

const answerSchema = z.object({ status: z.string() });

/** The one program of the image below. */
export const smallestProgram = "/end";

/**
 * Gives the engine an image of one program of some 130 bytes that ends at once, with which a driver finds
 * out whether containers run at all: nothing is fetched for it. Gives what the engine calls it.
 */
export async function importSmallestImage({ client }: Pick<Engine, "client">): Promise<string> {
  const [repo, tag] = ["localhost/ambit-probe", "latest"];
  // Once: each import takes the name from the image before, which Docker keeps without one.
  if (!(await hasImage({ client }, `${repo}:${tag}`))) {
    const query = { fromSrc: "-", repo, tag };
    const said = await client.call("POST", "/images/create", { query, tar: tarOf(smallestElf()) });
    answerSchema.parse(said);
  }
  return `${repo}:${tag}`;
}

/** An ELF file of 64 bits with one segment, after the System V ABI: a header, its one program header, the code. */
function smallestElf(): Buffer {
  const program = endWithZero[arch()];
  if (!program) throw new Error(`No program to try an engine with is known for ${arch()}.`);
  const codeAt = elfHeaderBytes + segmentHeaderBytes;
  const file = Buffer.alloc(codeAt + program.code.length);
  // 64 bits, little end first, version 1.
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const executable = 2;
  file.writeUInt16LE(executable, 16);
  file.writeUInt16LE(program.machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(loadedAt + BigInt(codeAt), 24);
  file.writeBigUInt64LE(BigInt(elfHeaderBytes), 32);
  file.writeUInt16LE(elfHeaderBytes, 52);
  file.writeUInt16LE(segmentHeaderBytes, 54);
  file.writeUInt16LE(1, 56);
  const [load, readAndExecute] = [1, 5];
  const segment = file.subarray(elfHeaderBytes);
  segment.writeUInt32LE(load, 0);
  segment.writeUInt32LE(readAndExecute, 4);
  segment.writeBigUInt64LE(loadedAt, 16);
  segment.writeBigUInt64LE(loadedAt, 24);
  segment.writeBigUInt64LE(BigInt(file.length), 32);
  segment.writeBigUInt64LE(BigInt(file.length), 40);
  segment.writeBigUInt64LE(0x1000n, 48);
  file.set(program.code, codeAt);
  return file;
}

/** A tar archive after POSIX ustar: the program, and the `/tmp` that a hardened container mounts over. */
function tarOf(program: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil(program.length / tarBlock) * tarBlock);
  padded.set(program);
  const end = Buffer.alloc(2 * tarBlock);
  return Buffer.concat([
    tarHeader({ name: "tmp/", mode: 0o1777, size: 0, type: "5" }),
    tarHeader({ name: smallestProgram.slice(1), mode: 0o755, size: program.length, type: "0" }),
    padded,
    end,
  ]);
}

function tarHeader(entry: { name: string; mode: number; size: number; type: "0" | "5" }): Buffer {
  const header = Buffer.alloc(tarBlock);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  header.write(entry.name, 0);
  header.write(octal(entry.mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(entry.size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(entry.type, 156);
  header.write("ustar\u000000", 257);
  // The sum of all bytes, those of the sum itself taken for blanks.
  header.write("        ", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\u0000 `, 148);
  return header;
}

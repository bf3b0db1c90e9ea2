import { Killed, lifeNow, type Life } from "./schedule";

/** In place of `node:fs`: the disk of the life that asks. What was written before a kill is there after it. */
const encoder = new TextEncoder();
const bytesOf = (data: string | Uint8Array) => (typeof data === "string" ? encoder.encode(data) : data);

function owner(): Life {
  const life = lifeNow();
  if (!life?.alive) throw new Killed("a dead process has no disk");
  return life;
}

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
}

function found(path: string): Uint8Array {
  const bytes = owner().disk.get(path);
  if (!bytes) throw missing(path);
  return bytes;
}

export const mkdirSync = (): void => undefined;
export const existsSync = (path: string): boolean => owner().disk.has(path);
export const statSync = (path: string) => ({ mode: 0o600, size: found(path).length });

export function readFileSync(path: string, encoding?: "utf8"): string | Buffer {
  const bytes = Buffer.from(found(path));
  return encoding ? bytes.toString(encoding) : bytes;
}

export function readdirSync(folder: string): string[] {
  const inside = `${folder}/`;
  return [...owner().disk.keys()]
    .filter((path) => path.startsWith(inside) && !path.slice(inside.length).includes("/"))
    .map((path) => path.slice(inside.length));
}

export function writeFileSync(path: string, data: string | Uint8Array): void {
  appendOrWrite(path, new Uint8Array(), bytesOf(data));
}

export function appendFileSync(path: string, data: string | Uint8Array): void {
  appendOrWrite(path, owner().disk.get(path) ?? new Uint8Array(), bytesOf(data));
}

/** A kill in the middle of a write leaves the half of it that was written. */
function appendOrWrite(path: string, before: Uint8Array, added: Uint8Array): void {
  const { disk, beforeWrite } = owner();
  try {
    beforeWrite();
  } catch (killed) {
    disk.set(path, Buffer.concat([before, added.subarray(0, added.length >> 1)]));
    throw killed;
  }
  disk.set(path, Buffer.concat([before, added]));
}

export function renameSync(from: string, to: string): void {
  const bytes = found(from);
  owner().beforeWrite();
  owner().disk.set(to, bytes);
  owner().disk.delete(from);
}

export function rmSync(path: string): void {
  owner().beforeWrite();
  owner().disk.delete(path);
}

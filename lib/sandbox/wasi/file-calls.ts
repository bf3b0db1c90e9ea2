import { costs } from "@/lib/sandbox/wasm/costs";
import { errno, refuse } from "./errno";
import { sortedNames, type TreeNode } from "./file-tree";
import type { HostContext } from "./host-context";
import type { Open, OpenFile } from "./open-files";
import type { WasiCalls } from "./signatures";

export const fileTypes = { characterDevice: 2, directory: 3, file: 4 } as const;
export const fdFlags = { append: 1 } as const;
const whence = { set: 0, current: 1, end: 2 } as const;
const setTimes = { accessed: 1, accessedNow: 2, modified: 4, modifiedNow: 8 } as const;
/** Bits of rights that decide something here; the others come as a set. */
export const rights = {
  read: 1n << 1n,
  seek: 1n << 2n,
  tell: 1n << 5n,
  write: 1n << 6n,
  all: (1n << 30n) - 1n,
} as const;

/** Beyond this no file can be, so it is also where positions end. */
const positionMax = 2n ** 48n;

type FileCalls = Pick<WasiCalls, Extract<keyof WasiCalls, `fd_${string}`>>;

/** Everything that takes a descriptor and no path. */
export function fileCalls(host: HostContext): FileCalls {
  const { open, tree } = host;
  const known = (fd: number) => void open.get(fd);
  return {
    fd_advise: known,
    fd_sync: known,
    fd_datasync: known,
    fd_fdstat_set_rights: known,
    fd_close: (fd) => open.close(fd),
    fd_renumber: (from, to) => open.renumber(from, to),
    fd_allocate: (fd, offset, length) => {
      const { node } = writableFile(open.get(fd));
      const end = position(offset + length);
      if (end > node.length) tree.setLength(node, end);
    },
    fd_fdstat_get: (fd, result) => writeDescriptor(host, open.get(fd), result),
    fd_fdstat_set_flags: (fd, flags) => {
      const file = open.get(fd);
      if (file.kind === "file") file.append = (flags & fdFlags.append) !== 0;
    },
    fd_filestat_get: (fd, result) => {
      const file = open.get(fd);
      writeStat(host, file.kind === "file" || file.kind === "directory" ? file.node : null, result);
    },
    fd_filestat_set_size: (fd, size) => tree.setLength(writableFile(open.get(fd)).node, position(size)),
    fd_filestat_set_times: (fd, accessed, modified, flags) => {
      const file = open.get(fd);
      if (file.kind === "file" || file.kind === "directory")
        stamp(host, file.node, accessed, modified, flags);
    },
    fd_prestat_get: (fd, result) => {
      if (!isPreopened(open.get(fd))) refuse(errno.badFile);
      host.memory.setU32(result, 0);
      host.memory.setU32(result + 4, 1);
    },
    fd_prestat_dir_name: (fd, at, length) => {
      if (!isPreopened(open.get(fd))) refuse(errno.badFile);
      if (length < 1) refuse(errno.nameTooLong);
      host.memory.setU8(at, "/".charCodeAt(0));
    },
    fd_read: (fd, pieces, count, result) => {
      const file = open.get(fd);
      host.memory.setU32(result, read(host, file, pieces, count));
    },
    fd_pread: (fd, pieces, count, offset, result) => {
      const file = { ...readableFile(open.file(fd)), at: position(offset) };
      host.memory.setU32(result, read(host, file, pieces, count));
    },
    fd_write: (fd, pieces, count, result) => {
      const file = open.get(fd);
      host.memory.setU32(result, write(host, file, pieces, count));
    },
    fd_pwrite: (fd, pieces, count, offset, result) => {
      const file = { ...writableFile(open.file(fd)), at: position(offset), append: false };
      host.memory.setU32(result, write(host, file, pieces, count));
    },
    fd_seek: (fd, offset, from, result) => {
      const file = open.file(fd);
      file.at = seek(file, BigInt.asIntN(64, offset), from & 0xff);
      host.memory.setU64(result, BigInt(file.at));
    },
    fd_tell: (fd, result) => host.memory.setU64(result, BigInt(open.file(fd).at)),
    fd_readdir: (fd, at, length, cookie, result) => readDirectory(host, fd, { at, length, cookie, result }),
  };
}

function isPreopened(file: Open): boolean {
  return file.kind === "directory" && file.preopened;
}

function readableFile(file: Open): OpenFile {
  return file.kind === "file" && file.readable ? file : refuse(errno.badFile);
}

function writableFile(file: Open): OpenFile {
  return file.kind === "file" && file.writable ? file : refuse(errno.badFile);
}

function position(at: bigint): number {
  return at > positionMax ? refuse(errno.invalid) : Number(at);
}

function read(host: HostContext, file: Open, pieces: number, count: number): number {
  if (file.kind === "directory") refuse(errno.isDirectory);
  if (file.kind === "output") refuse(errno.badFile);
  const source =
    file.kind === "input"
      ? host.input
      : readableFile(file).node.bytes.subarray(0, readableFile(file).node.length);
  let total = 0;
  for (const piece of host.memory.pieces(pieces, count)) {
    const chunk = source.subarray(file.at, file.at + piece.length);
    host.payForBytes(chunk.length);
    piece.set(chunk);
    file.at += chunk.length;
    total += chunk.length;
    if (chunk.length < piece.length) break;
  }
  return total;
}

function write(host: HostContext, file: Open, pieces: number, count: number): number {
  if (file.kind === "directory" || file.kind === "input") refuse(errno.badFile);
  let total = 0;
  for (const piece of host.memory.pieces(pieces, count)) {
    host.payForBytes(piece.length);
    if (file.kind === "output") host.output.write(file.stream, piece);
    else writeFile(host, writableFile(file), piece);
    total += piece.length;
  }
  return total;
}

function writeFile({ tree }: HostContext, file: OpenFile, bytes: Uint8Array): void {
  if (file.append) file.at = file.node.length;
  tree.write(file.node, file.at, bytes);
  file.at += bytes.length;
}

function seek(file: OpenFile, offset: bigint, from: number): number {
  const bases: Partial<Record<number, number>> = {
    [whence.set]: 0,
    [whence.current]: file.at,
    [whence.end]: file.node.length,
  };
  const to = BigInt(bases[from] ?? refuse(errno.invalid)) + offset;
  return to < 0n ? refuse(errno.invalid) : position(to);
}

function writeDescriptor({ memory }: HostContext, file: Open, at: number): void {
  memory.bytes(at, 24).fill(0);
  memory.setU8(at, typeOf(file.kind === "file" || file.kind === "directory" ? file.node : null));
  memory.setU16(at + 2, file.kind === "file" && file.append ? fdFlags.append : 0);
  // A character device without seek is what C libraries take for a terminal, and a terminal's output
  // they pass on line by line: logs are live because of this.
  const isStream = file.kind === "input" || file.kind === "output";
  memory.setU64(at + 8, isStream ? rights.all & ~(rights.seek | rights.tell) : rights.all);
  memory.setU64(at + 16, rights.all);
}

function typeOf(node: TreeNode | null): number {
  if (!node) return fileTypes.characterDevice;
  return node.kind === "directory" ? fileTypes.directory : fileTypes.file;
}

/** Writes the 64 bytes of a `filestat`. A stream has no node, and nothing to tell but its type. */
export function writeStat({ memory }: HostContext, node: TreeNode | null, at: number): void {
  memory.bytes(at, 64).fill(0);
  memory.setU64(at + 8, BigInt(node?.id ?? 0));
  memory.setU8(at + 16, typeOf(node));
  memory.setU64(at + 24, 1n);
  if (!node) return;
  memory.setU64(at + 32, BigInt(node.kind === "file" ? node.length : 0));
  memory.setU64(at + 40, node.accessedNs);
  memory.setU64(at + 48, node.modifiedNs);
  memory.setU64(at + 56, node.modifiedNs);
}

/** Sets the times that the flags name. */
export function stamp(
  host: HostContext,
  node: TreeNode,
  accessed: bigint,
  modified: bigint,
  flags: number,
): void {
  const now = host.clock.wallNs();
  if (flags & setTimes.accessed) node.accessedNs = accessed;
  if (flags & setTimes.accessedNow) node.accessedNs = now;
  if (flags & setTimes.modified) node.modifiedNs = modified;
  if (flags & setTimes.modifiedNow) node.modifiedNs = now;
}

const entryHeaderBytes = 24;
const utf8 = new TextEncoder();

/** Fills the buffer with entries from the cookie on; a cut last entry tells the caller that there are more. */
function readDirectory(
  host: HostContext,
  fd: number,
  to: { at: number; length: number; cookie: bigint; result: number },
): void {
  const { node } = host.open.directory(fd);
  const buffer = host.memory.bytes(to.at, to.length);
  host.payForBytes(buffer.length + node.entries.size * costs.directoryEntryBytes);
  const names = sortedNames(node);
  let used = 0;
  for (let i = Number(to.cookie); i < names.length; i++) {
    if (used >= buffer.length) break;
    const entry = directoryEntry(names[i]!, node.entries.get(names[i]!)!, i + 1);
    const part = entry.subarray(0, buffer.length - used);
    buffer.set(part, used);
    used += part.length;
  }
  host.memory.setU32(to.result, used);
}

function directoryEntry(name: string, node: TreeNode, next: number): Uint8Array {
  const bytes = utf8.encode(name);
  const entry = new Uint8Array(entryHeaderBytes + bytes.length);
  const view = new DataView(entry.buffer);
  view.setBigUint64(0, BigInt(next), true);
  view.setBigUint64(8, BigInt(node.id), true);
  view.setUint32(16, bytes.length, true);
  view.setUint8(20, typeOf(node));
  entry.set(bytes, entryHeaderBytes);
  return entry;
}

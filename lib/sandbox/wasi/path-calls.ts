import { errno, refuse } from "./errno";
import { fdFlags, rights, stamp, writeStat } from "./file-calls";
import type { Place, TreeNode } from "./file-tree";
import type { HostContext } from "./host-context";
import type { WasiCalls } from "./signatures";

const openFlags = { create: 1, directory: 2, exclusive: 4, truncate: 8 } as const;
const pathBytesMax = 4096;

type PathCalls = Pick<WasiCalls, Extract<keyof WasiCalls, `path_${string}`>>;

/** Everything that takes a path. Paths begin at an open directory and never leave `/`. */
export function pathCalls(host: HostContext): PathCalls {
  const { tree } = host;
  const place = (fd: number, at: number, length: number): Place =>
    tree.resolve(host.open.directory(fd).node, host.memory.text(at, length, pathBytesMax));
  return {
    path_create_directory: (fd, at, length) => {
      const to = place(fd, at, length);
      if (to.node) refuse(errno.exists);
      tree.createDirectory(to.parent, to.name);
    },
    path_filestat_get: (fd, _follow, at, length, result) =>
      writeStat(host, existing(place(fd, at, length)), result),
    path_filestat_set_times: (fd, _follow, at, length, accessed, modified, flags) =>
      stamp(host, existing(place(fd, at, length)), accessed, modified, flags),
    path_open: (fd, _follow, at, length, flags, base, _inheriting, descriptorFlags, result) => {
      const to = place(fd, at, length);
      const opened = open(host, to, { flags, base, append: (descriptorFlags & fdFlags.append) !== 0 });
      host.memory.setU32(result, opened);
    },
    path_remove_directory: (fd, at, length) => {
      const from = place(fd, at, length);
      const node = existing(from);
      if (node.kind !== "directory") refuse(errno.notDirectory);
      if (from.name === ".") refuse(errno.invalid);
      if (node.entries.size > 0) refuse(errno.notEmpty);
      tree.unlink(from);
    },
    path_rename: (fd, at, length, toFd, toAt, toLength) =>
      tree.rename(place(fd, at, length), place(toFd, toAt, toLength)),
    path_unlink_file: (fd, at, length) => {
      const from = place(fd, at, length);
      if (existing(from).kind === "directory") refuse(errno.isDirectory);
      tree.unlink(from);
    },
    // There are no links: what a path names is what it is.
    path_link: () => refuse(errno.notSupported),
    path_symlink: () => refuse(errno.notSupported),
    path_readlink: (fd, at, length) => {
      existing(place(fd, at, length));
      refuse(errno.invalid);
    },
  };
}

function existing({ node, mustBeDirectory }: Place): TreeNode {
  if (!node) return refuse(errno.notFound);
  return mustBeDirectory && node.kind !== "directory" ? refuse(errno.notDirectory) : node;
}

type OpenRequest = { flags: number; base: bigint; append: boolean };

function open(host: HostContext, to: Place, { flags, base, append }: OpenRequest): number {
  if (to.node && flags & openFlags.create && flags & openFlags.exclusive) refuse(errno.exists);
  if (!to.node && !(flags & openFlags.create)) refuse(errno.notFound);
  if (!to.node && to.mustBeDirectory) refuse(errno.isDirectory);
  const writable = (base & rights.write) !== 0n;
  if (to.node?.kind === "directory") {
    if (writable || flags & openFlags.truncate) refuse(errno.isDirectory);
    return host.open.add({ kind: "directory", node: to.node, preopened: false });
  }
  if (flags & openFlags.directory || to.mustBeDirectory) refuse(errno.notDirectory);
  // A file that cannot be opened must not be made.
  host.open.next();
  const node = to.node ?? host.tree.createFile(to.parent, to.name);
  const readable = (base & rights.read) !== 0n;
  const fd = host.open.add({ kind: "file", node, at: 0, append, readable, writable });
  if (flags & openFlags.truncate) host.tree.setLength(node, 0);
  return fd;
}

import { errno, refuse } from "./errno";

const pathBytesMax = 4096;
const nameBytesMax = 255;

export type FileNode = {
  kind: "file";
  id: number;
  bytes: Uint8Array;
  length: number;
  modifiedNs: bigint;
  accessedNs: bigint;
  /** Descriptors that hold it open: an unlinked file keeps its bytes until the last one closes. */
  opens: number;
  linked: boolean;
  /** Whether it is as the input gave it. */
  untouched: boolean;
};

export type DirectoryNode = {
  kind: "directory";
  id: number;
  parent: DirectoryNode | null;
  entries: Map<string, TreeNode>;
  modifiedNs: bigint;
  accessedNs: bigint;
};

export type TreeNode = FileNode | DirectoryNode;

/** Where a path leads: the directory that holds the last name, and what is there now. */
export type Place = { parent: DirectoryNode; name: string; node: TreeNode | null; mustBeDirectory: boolean };

export type FileTreeLimits = { bytes: number; nodes: number };

/**
 * The files of one run, in memory. Sizes and counts are held against the limits as they change, also of
 * files that are unlinked and still open, so that the host's memory is at most four times the byte limit.
 * There are no links of any kind.
 */
export class FileTree {
  readonly root: DirectoryNode;
  #usedBytes = 0;
  #nodes = 0;
  #ids = 0;

  constructor(
    readonly limits: FileTreeLimits,
    readonly nowNs: () => bigint,
  ) {
    this.root = this.#directory(null);
  }

  /** Puts an input file in place with the directories above it. Refuses what the limits do not hold. */
  put(path: string, bytes: Uint8Array): FileNode {
    const names = path.split("/");
    if (names.some((name) => name === "" || name === "." || name === "..")) refuse(errno.invalid);
    const name = names.pop()!;
    let parent = this.root;
    for (const step of names) {
      const next = parent.entries.get(step) ?? this.createDirectory(parent, step);
      if (next.kind !== "directory") refuse(errno.notDirectory);
      parent = next;
    }
    const file = this.createFile(parent, name);
    this.write(file, 0, bytes);
    file.untouched = true;
    return file;
  }

  /** Resolves a path below `from`. Refuses what would leave the tree. */
  resolve(from: DirectoryNode, path: string): Place {
    if (path.length > pathBytesMax) refuse(errno.nameTooLong);
    if (path.startsWith("/")) refuse(errno.notCapable);
    if (path === "") refuse(errno.notFound);
    const steps = path.split("/").filter((step) => step !== "" && step !== ".");
    let place: Place = { parent: from.parent ?? from, name: ".", node: from, mustBeDirectory: true };
    for (const step of steps) place = this.#step(place, step);
    place.mustBeDirectory = path.endsWith("/") || path.endsWith("/.") || steps.length === 0;
    return place;
  }

  #step({ node }: Place, name: string): Place {
    if (!node) refuse(errno.notFound);
    if (node.kind !== "directory") refuse(errno.notDirectory);
    if (name !== "..") {
      if (name.length > nameBytesMax) refuse(errno.nameTooLong);
      return { parent: node, name, node: node.entries.get(name) ?? null, mustBeDirectory: false };
    }
    const { parent } = node;
    if (!parent) refuse(errno.notCapable);
    return { parent: parent.parent ?? parent, name: ".", node: parent, mustBeDirectory: true };
  }

  createFile(parent: DirectoryNode, name: string): FileNode {
    const times = this.#touch(parent);
    const file: FileNode = {
      kind: "file",
      id: this.#newId(),
      bytes: new Uint8Array(0),
      length: 0,
      ...times,
      opens: 0,
      linked: true,
      untouched: false,
    };
    parent.entries.set(name, file);
    return file;
  }

  createDirectory(parent: DirectoryNode, name: string): DirectoryNode {
    const directory = this.#directory(parent);
    this.#touch(parent);
    parent.entries.set(name, directory);
    return directory;
  }

  unlink({ parent, name, node }: Place): void {
    this.#touch(parent);
    parent.entries.delete(name);
    this.#nodes -= 1;
    if (node?.kind !== "file") return;
    node.linked = false;
    this.#freeUnused(node);
  }

  /** Moves what is at `from` to `to`, replacing what may be replaced. */
  rename(from: Place, to: Place): void {
    const { node } = from;
    if (!node) refuse(errno.notFound);
    if (node === to.node) return;
    if (from.name === "." || to.name === ".") refuse(errno.invalid);
    for (let above: DirectoryNode | null = to.parent; above; above = above.parent) {
      if (above === node) refuse(errno.invalid);
    }
    if (to.mustBeDirectory && node.kind !== "directory") refuse(errno.notDirectory);
    if (to.node) this.#makeRoom(node, to);
    from.parent.entries.delete(from.name);
    to.parent.entries.set(to.name, node);
    if (node.kind === "directory") node.parent = to.parent;
    this.#touch(from.parent);
    this.#touch(to.parent);
  }

  #makeRoom(node: TreeNode, to: Place): void {
    const old = to.node!;
    if (node.kind === "directory" && old.kind !== "directory") refuse(errno.notDirectory);
    if (node.kind !== "directory" && old.kind === "directory") refuse(errno.isDirectory);
    if (old.kind === "directory" && old.entries.size > 0) refuse(errno.notEmpty);
    this.unlink(to);
  }

  /** Writes at an offset, filling a gap with zeros. */
  write(file: FileNode, offset: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const end = offset + bytes.length;
    if (end > file.length) this.setLength(file, end);
    file.bytes.set(bytes, offset);
    this.#changed(file);
  }

  /** Cuts or lengthens with zeros. Refuses with `noSpace` what the limit does not hold. */
  setLength(file: FileNode, length: number): void {
    const more = length - file.length;
    if (this.#usedBytes + more > this.limits.bytes) refuse(errno.noSpace);
    if (length > file.bytes.length) {
      const larger = new Uint8Array(
        Math.min(Math.max(length, file.bytes.length * 2, 4096), this.limits.bytes),
      );
      larger.set(file.bytes.subarray(0, file.length));
      file.bytes = larger;
    } else if (length * 4 < file.bytes.length) {
      // Room that a cut file no longer needs is given back, or a thousand cut files would hold it all.
      file.bytes = file.bytes.slice(0, length);
    } else if (more < 0) {
      file.bytes.fill(0, length, file.length);
    }
    this.#usedBytes += more;
    file.length = length;
    this.#changed(file);
  }

  open(file: FileNode): void {
    file.opens += 1;
  }

  close(file: FileNode): void {
    file.opens -= 1;
    this.#freeUnused(file);
  }

  /** Every file below `directory` with its path, sorted by name within each directory. */
  *files(directory: DirectoryNode = this.root, prefix = ""): Generator<[path: string, file: FileNode]> {
    for (const name of sortedNames(directory)) {
      const node = directory.entries.get(name)!;
      if (node.kind === "file") yield [prefix + name, node];
      else yield* this.files(node, `${prefix}${name}/`);
    }
  }

  #freeUnused(file: FileNode): void {
    if (file.linked || file.opens > 0) return;
    this.#usedBytes -= file.length;
    file.bytes = new Uint8Array(0);
    file.length = 0;
  }

  #directory(parent: DirectoryNode | null): DirectoryNode {
    const now = this.nowNs();
    return {
      kind: "directory",
      id: this.#newId(),
      parent,
      entries: new Map(),
      modifiedNs: now,
      accessedNs: now,
    };
  }

  #newId(): number {
    if (this.#nodes >= this.limits.nodes) refuse(errno.noSpace);
    this.#nodes += 1;
    this.#ids += 1;
    return this.#ids;
  }

  #changed(file: FileNode): void {
    file.modifiedNs = this.nowNs();
    file.untouched = false;
  }

  #touch(directory: DirectoryNode): { modifiedNs: bigint; accessedNs: bigint } {
    const now = this.nowNs();
    directory.modifiedNs = now;
    return { modifiedNs: now, accessedNs: now };
  }
}

/** Names by code unit, which does not depend on any locale. */
export function sortedNames(directory: DirectoryNode): string[] {
  return [...directory.entries.keys()].sort();
}

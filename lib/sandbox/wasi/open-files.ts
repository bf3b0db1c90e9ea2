import { errno, refuse } from "./errno";
import type { DirectoryNode, FileNode, FileTree } from "./file-tree";

export type OpenInput = { kind: "input"; at: number };
export type OpenOutput = { kind: "output"; stream: "stdout" | "stderr" };
export type OpenFile = {
  kind: "file";
  node: FileNode;
  at: number;
  append: boolean;
  readable: boolean;
  writable: boolean;
};
export type OpenDirectory = { kind: "directory"; node: DirectoryNode; preopened: boolean };
export type Open = OpenInput | OpenOutput | OpenFile | OpenDirectory;

/** The workload's descriptors: 0 to 2 are the streams, 3 is `/`. A new one takes the lowest free number. */
export class OpenFiles {
  readonly #table: (Open | null)[];

  constructor(
    readonly tree: FileTree,
    readonly countMax: number,
  ) {
    this.#table = [
      { kind: "input", at: 0 },
      { kind: "output", stream: "stdout" },
      { kind: "output", stream: "stderr" },
      { kind: "directory", node: tree.root, preopened: true },
    ];
  }

  get(fd: number): Open {
    return this.#table[fd] ?? refuse(errno.badFile);
  }

  file(fd: number): OpenFile {
    const open = this.get(fd);
    if (open.kind === "file") return open;
    return refuse(open.kind === "directory" ? errno.isDirectory : errno.seekOnPipe);
  }

  directory(fd: number): OpenDirectory {
    const open = this.get(fd);
    return open.kind === "directory" ? open : refuse(errno.notDirectory);
  }

  /** The number that the next one takes. Refuses when there are too many. */
  next(): number {
    const free = this.#table.indexOf(null);
    const fd = free >= 0 ? free : this.#table.length;
    return fd < this.countMax ? fd : refuse(errno.tooManyOpen);
  }

  add(open: OpenFile | OpenDirectory): number {
    const fd = this.next();
    this.#table[fd] = open;
    if (open.kind === "file") this.tree.open(open.node);
    return fd;
  }

  close(fd: number): void {
    const open = this.get(fd);
    this.#table[fd] = null;
    if (open.kind === "file") this.tree.close(open.node);
  }

  /** Moves a descriptor to another number, closing what was there. */
  renumber(from: number, to: number): void {
    const open = this.get(from);
    this.get(to);
    if (from === to) return;
    this.close(to);
    this.#table[to] = open;
    this.#table[from] = null;
  }
}

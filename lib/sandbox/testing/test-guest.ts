import { errno } from "@/lib/sandbox/wasi/errno";
import type { WasiName } from "@/lib/sandbox/wasi/signatures";
import { WasiHost, type FuelMeter } from "@/lib/sandbox/wasi/wasi-host";
import { testWorld, type WorldChanges } from "./run-bytes";

const errnoNames = new Map(Object.entries(errno).map(([name, code]) => [code as number, name]));

/** Where the test's own words begin: below lies room for results. */
const heapStart = 1024;

/** A workload of the test's own: a host and a memory, called by hand. */
export class TestGuest {
  readonly memory = new WebAssembly.Memory({ initial: 4, maximum: 64 });
  readonly fuel: FuelMeter = { value: 0n };
  readonly output = { stdout: "", stderr: "" };
  readonly host: WasiHost;
  #free = heapStart;

  constructor(readonly changes: WorldChanges = {}) {
    this.host = new WasiHost(testWorld(changes), (stream, bytes) => {
      this.output[stream] += new TextDecoder().decode(bytes);
    });
    this.host.attach(this.memory, this.fuel);
  }

  get view(): DataView {
    return new DataView(this.memory.buffer);
  }

  /** Calls a function of the host and gives the name of its errno. */
  call(name: WasiName, ...args: (number | bigint)[]): string {
    const code = this.host.imports[name]!(...args);
    return errnoNames.get(code) ?? `errno ${code}`;
  }

  /** Copies bytes or text into memory. Gives where, and how many. */
  place(data: string | Uint8Array): [at: number, length: number] {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    const at = this.#free;
    this.#free = (at + bytes.length + 7) & ~7;
    new Uint8Array(this.memory.buffer).set(bytes, at);
    return [at, bytes.length];
  }

  /** A vector of pieces, each at its place. Gives where it is and how many it has. */
  pieces(...parts: (readonly [at: number, length: number])[]): [at: number, count: number] {
    const words = new Uint8Array(Uint32Array.from(parts.flat()).buffer);
    return [this.place(words)[0], parts.length];
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length).slice();
  }

  text(at: number, length: number): string {
    return new TextDecoder().decode(this.bytes(at, length));
  }

  // Files by path, as a program's C library would ask for them.

  open(
    path: string,
    flags: {
      create?: boolean;
      exclusive?: boolean;
      truncate?: boolean;
      directory?: boolean;
      append?: boolean;
    } = {},
  ): string | number {
    const { create, exclusive, truncate, directory, append } = flags;
    const bits = (create ? 1 : 0) | (directory ? 2 : 0) | (exclusive ? 4 : 0) | (truncate ? 8 : 0);
    const rights = directory ? 0n : 0x42n;
    const answer = this.call("path_open", 3, 0, ...this.place(path), bits, rights, rights, append ? 1 : 0, 0);
    return answer === "success" ? this.view.getUint32(0, true) : answer;
  }

  fd(path: string, flags?: Parameters<TestGuest["open"]>[1]): number {
    const fd = this.open(path, flags);
    if (typeof fd === "string") throw new Error(`${path} does not open: ${fd}`);
    return fd;
  }

  write(fd: number, text: string | Uint8Array): string {
    return this.call("fd_write", fd, ...this.pieces(this.place(text)), 0);
  }

  read(fd: number, length: number): string {
    const [at] = this.place(new Uint8Array(length));
    const answer = this.call("fd_read", fd, ...this.pieces([at, length]), 0);
    return answer === "success" ? this.text(at, this.view.getUint32(0, true)) : answer;
  }

  /** Calls a function that takes one path below `/`. */
  path(name: "path_create_directory" | "path_unlink_file" | "path_remove_directory", path: string): string {
    return this.call(name, 3, ...this.place(path));
  }

  rename(from: string, to: string): string {
    return this.call("path_rename", 3, ...this.place(from), 3, ...this.place(to));
  }

  files(): Record<string, string> {
    return Object.fromEntries(
      this.host.outputFiles().map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]),
    );
  }
}

import type { LogStream } from "@/agent/sandbox/driver";

const headerBytes = 8;
const streams: Partial<Record<number, LogStream>> = { 1: "stdout", 2: "stderr" };

/**
 * Parts the two streams of a container, which engines send as pieces with a header of eight bytes: the
 * stream, three zeros, the length. Passes on what has come of a piece without waiting for its end.
 */
export class Demultiplexer {
  #header = Buffer.alloc(0);
  #stream: LogStream | undefined;
  #left = 0;

  constructor(readonly take: (stream: LogStream, bytes: Uint8Array) => void) {}

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left === 0) {
        const missing = headerBytes - this.#header.length;
        this.#header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (this.#header.length < headerBytes) return;
        this.#stream = streams[this.#header[0]!];
        this.#left = this.#header.readUInt32BE(4);
        this.#header = Buffer.alloc(0);
        continue;
      }
      const part = rest.subarray(0, this.#left);
      this.#left -= part.length;
      rest = rest.subarray(part.length);
      if (this.#stream) this.take(this.#stream, part);
    }
  }
}

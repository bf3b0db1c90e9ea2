import { RunStop } from "@/lib/sandbox/run-stop";

export type OutputStream = "stdout" | "stderr";

/** Gets a copy of every piece of output, at once and in order. */
export type OutputSink = (stream: OutputStream, bytes: Uint8Array) => void;

/** Passes output on, up to the limit of both streams together; what crosses it ends the run. */
export class OutputStreams {
  #left: number;

  constructor(
    readonly bytesMax: number,
    readonly sink: OutputSink,
  ) {
    this.#left = bytesMax;
  }

  write(stream: OutputStream, bytes: Uint8Array): void {
    const fits = Math.min(bytes.length, this.#left);
    this.#left -= fits;
    if (fits > 0) this.sink(stream, bytes.slice(0, fits));
    if (fits < bytes.length) throw new RunStop("output-limit");
  }
}

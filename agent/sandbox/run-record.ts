import { createHash } from "node:crypto";
import { resultBytesMax } from "@/lib/sandbox/limits";
import type { Outcome, StreamDigest } from "@/lib/sandbox/outcome";
import { resultText } from "@/lib/sandbox/result-text";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { RunInput } from "@/lib/sandbox/run-input";
import type { LogSink, LogStream } from "./driver";

/** Follows the output of a run: passes it on with its offsets, and keeps what the outcome needs of it. */
export class RunRecord {
  readonly #streams = { stdout: new StreamRecord(), stderr: new StreamRecord() };
  readonly #result: Uint8Array[] = [];

  constructor(
    readonly input: RunInput,
    readonly sink: LogSink,
  ) {}

  get outputBytes(): number {
    return this.#streams.stdout.byteLength + this.#streams.stderr.byteLength;
  }

  output(stream: LogStream, bytes: Uint8Array): void {
    const offset = this.#streams[stream].byteLength;
    this.#streams[stream].add(bytes);
    if (stream === "stdout" && offset < resultBytesMax)
      this.#result.push(bytes.slice(0, resultBytesMax - offset));
    this.sink({ stream, offset, bytes });
  }

  /** Everything that is known, when the run is over. */
  close(
    ended: Omit<EndedRun, "memoryPeakBytes"> & { memoryPeakBytes: number | null },
    wallMs: number,
  ): Outcome {
    const facts = {
      ...ended,
      stdout: this.#streams.stdout.close(),
      stderr: this.#streams.stderr.close(),
      files: ended.files.map(({ path, bytes }) => ({ path, bytes, sha256: sha256(bytes) })),
    };
    const text = resultText(this.input, facts, sha256);
    return { ...facts, wallMs, result: Buffer.concat(this.#result), resultRoot: sha256(Buffer.from(text)) };
  }
}

class StreamRecord {
  byteLength = 0;
  readonly #hash = createHash("sha256");

  add(bytes: Uint8Array): void {
    this.byteLength += bytes.length;
    this.#hash.update(bytes);
  }

  close(): StreamDigest {
    return { byteLength: this.byteLength, sha256: this.#hash.digest("hex") };
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

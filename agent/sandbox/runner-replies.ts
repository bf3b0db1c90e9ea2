import { z } from "zod";
import { MarketError } from "@/lib/errors";
import { isFilePath } from "@/lib/sandbox/check-run-input";
import type { SandboxLimits } from "@/lib/sandbox/limits";
import { runEnds } from "@/lib/sandbox/outcome";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import { frame, FrameParser } from "./runner/frames";
import type { LogStream } from "./driver";

/** What the agent takes from a runner, in the order in which it may come. */
export type RepliesListener = {
  ready(): void;
  prepared(): void;
  refused(reason: MarketError): void;
  output(stream: LogStream, bytes: Uint8Array): void;
  ended(run: EndedRun): void;
};

const detail = z
  .string()
  .max(2000)
  .transform((text) => text.slice(0, 300));
const refusedSchema = z.object({
  code: z.enum(["WORKLOAD_NOT_WASM", "WORKLOAD_UNSUPPORTED", "SCRIPT_SYNTAX"]),
  facts: z.object({ detail, line: z.int().optional(), column: z.int().optional() }),
});
const fileSchema = z.object({ path: z.string().refine(isFilePath), length: z.int().min(0) });
const endedSchema = z.object({
  end: z.enum(runEnds),
  exitCode: z.int().min(0).max(0xffff_ffff).nullable(),
  detail: detail.nullable(),
  fuelUsed: z
    .string()
    .regex(/^\d{1,20}$/)
    .transform(BigInt)
    .nullable(),
  memoryPeakBytes: z.int().min(0),
});

type State = "silent" | "ready" | "preparing" | "prepared" | "running" | "over";

/**
 * Reads what a runner says, believing none of it: a workload that broke out of the engine would speak
 * here. Throws for what an honest runner never says: more than the run's limits, frames out of order,
 * values that are none. What remains possible is a false answer, which is what quorums are for.
 */
export class RunnerReplies {
  readonly #parser = new FrameParser((type, payload) => this.#take(type, payload));
  #outputLeft = 0;
  #filesLeft = 0;
  #fileBytesLeft = 0;
  #files: { path: string; bytes: Uint8Array; filled: number }[] = [];
  #state: State = "silent";
  /** Output that is not passed on yet: many small writes that came at once are one piece to the listener. */
  #held: { stream: LogStream; parts: Uint8Array[] } | null = null;

  constructor(readonly listener: RepliesListener) {}

  push(chunk: Uint8Array): void {
    this.#parser.push(chunk);
    this.#passOn();
  }

  /** The agent asked for a run to be prepared under these limits. */
  preparing(limits: SandboxLimits): void {
    this.#state = "preparing";
    this.#outputLeft = limits.outputBytes;
    this.#filesLeft = limits.fileCount;
    this.#fileBytesLeft = limits.diskMib * 2 ** 20;
  }

  /** The agent started the run. */
  running(): void {
    this.#state = "running";
  }

  #take(type: number, payload: Uint8Array): void {
    const take = this.#takes[type];
    if (!take) throw new Error(`frame type ${type}`);
    take(payload);
  }

  readonly #takes: Partial<Record<number, (payload: Uint8Array) => void>> = {
    [frame.ready]: () => {
      this.#step("silent", "ready");
      this.listener.ready();
    },
    [frame.prepared]: () => {
      this.#step("preparing", "prepared");
      this.listener.prepared();
    },
    [frame.refused]: (payload) => {
      this.#step("preparing", "over");
      const { code, facts } = refusedSchema.parse(json(payload));
      this.listener.refused(new MarketError(code, withoutUndefined(facts)));
    },
    [frame.stdout]: (payload) => this.#output("stdout", payload),
    [frame.stderr]: (payload) => this.#output("stderr", payload),
    [frame.file]: (payload) => {
      this.#step("running", "running");
      const { path, length } = fileSchema.parse(json(payload));
      this.#filesLeft -= 1;
      this.#fileBytesLeft -= length;
      if (this.#filesLeft < 0 || this.#fileBytesLeft < 0) throw new Error("more files than the limits grant");
      this.#files.push({ path, bytes: new Uint8Array(length), filled: 0 });
    },
    [frame.fileBytes]: (payload) => {
      this.#step("running", "running");
      const file = this.#files.at(-1);
      if (!file || payload.length > file.bytes.length - file.filled) throw new Error("bytes of no file");
      file.bytes.set(payload, file.filled);
      file.filled += payload.length;
    },
    [frame.ended]: (payload) => {
      this.#step("running", "over");
      this.#passOn();
      if (this.#files.some(({ bytes, filled }) => filled < bytes.length)) throw new Error("half a file");
      const files = this.#files.map(({ path, bytes }) => ({ path, bytes }));
      this.listener.ended({ ...endedSchema.parse(json(payload)), files });
    },
  };

  #output(stream: LogStream, payload: Uint8Array): void {
    this.#step("running", "running");
    this.#outputLeft -= payload.length;
    if (this.#outputLeft < 0) throw new Error("more output than the limit grants");
    if (this.#held?.stream !== stream) this.#passOn();
    this.#held ??= { stream, parts: [] };
    this.#held.parts.push(payload);
  }

  #passOn(): void {
    if (!this.#held) return;
    const { stream, parts } = this.#held;
    this.#held = null;
    this.listener.output(stream, Buffer.concat(parts));
  }

  #step(from: State, to: State): void {
    if (this.#state !== from) throw new Error(`it should be ${from} and is ${this.#state}`);
    this.#state = to;
  }
}

const json = (payload: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(payload));

const withoutUndefined = (facts: z.infer<typeof refusedSchema>["facts"]) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Record<
    string,
    string | number
  >;

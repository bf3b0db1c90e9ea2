import { spawn, type ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { serialize } from "node:v8";
import { MarketError } from "@/lib/errors";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { ScriptRun, WasmRun } from "@/lib/sandbox/run-input";
import type { LogStream } from "./driver";
import { RunnerReplies } from "./runner-replies";
import type { RunnerRequest } from "./runner/requests";

export type RunnerOutput = (stream: LogStream, bytes: Uint8Array) => void;

/** How much of what the engine itself has to say is kept, for the operator. */
const complaintBytesMax = 4096;

/**
 * A process that executes one workload and then is killed, never used again. It is told to stop by
 * SIGKILL only: a workload that blocks it could not be asked.
 */
export class Runner {
  readonly ready: Promise<void>;
  /** When the process is gone. */
  readonly gone: Promise<void>;
  readonly #process: ChildProcess;
  readonly #replies: RunnerReplies;
  readonly #ready = Promise.withResolvers<void>();
  readonly #prepared = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<EndedRun>();
  #output: RunnerOutput = () => {};
  #complaint = "";
  #isGone = false;

  constructor(command: readonly string[]) {
    this.#replies = new RunnerReplies({
      ready: () => this.#ready.resolve(),
      prepared: () => this.#prepared.resolve(),
      refused: (reason) => this.#prepared.reject(reason),
      output: (stream, bytes) => this.#output(stream, bytes),
      ended: (run) => this.#ended.resolve(run),
    });
    this.ready = this.#ready.promise;
    for (const { promise } of [this.#ready, this.#prepared, this.#ended]) promise.catch(() => undefined);
    this.#process = spawn(command[0]!, command.slice(1), {
      env: {} as NodeJS.ProcessEnv,
      cwd: "/",
      stdio: ["pipe", "ignore", "pipe", "pipe"],
      // A group of its own, for `kill`; and so that Ctrl-C at the agent's terminal is the agent's to handle.
      detached: true,
    });
    this.gone = this.#follow(this.#process);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Throws why the run is refused, or SANDBOX_FAILED when the runner dies of it. */
  async prepare(run: WasmRun | ScriptRun): Promise<void> {
    await this.ready;
    this.#replies.preparing(run.limits);
    this.#ask({ ask: "prepare", run });
    await this.#prepared.promise;
  }

  /** Starts the prepared run. Throws SANDBOX_FAILED when the runner dies before the run has ended. */
  start(output: RunnerOutput): Promise<EndedRun> {
    this.#output = output;
    this.#replies.running();
    this.#ask({ ask: "start" });
    return this.#ended.promise;
  }

  /**
   * Kills the whole group. A wrapper that is killed alone while it sets up its namespaces leaves a child
   * that waits for it for ever and keeps our pipes open.
   */
  kill(): void {
    const { pid } = this.#process;
    if (pid === undefined || this.#isGone) return;
    if (process.platform === "win32") return void this.#process.kill("SIGKILL");
    try {
      process.kill(-pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  #follow(child: ChildProcess): Promise<void> {
    const [requests, , complaints, replies] = child.stdio as unknown as [Writable, null, Readable, Readable];
    // A runner that dies closes its pipes; `close` below tells why.
    requests.on("error", () => undefined);
    complaints.on("data", (text: Buffer) => {
      this.#complaint = (this.#complaint + text.toString()).slice(-complaintBytesMax);
    });
    replies.on("data", (chunk: Buffer) => this.#hear(chunk));
    replies.on("error", () => undefined);
    child.once("spawn", () => void offerToOutOfMemoryKiller(child.pid!));
    return new Promise((resolve) => {
      child.once("error", (error) => {
        this.#fail(error.message);
        resolve();
      });
      child.once("close", (code, signal) => {
        this.#isGone = true;
        this.#fail(
          this.#lastWords() ||
            (signal ? `its process was ended by ${signal}` : `its process ended with ${code}`),
        );
        resolve();
      });
    });
  }

  #hear(chunk: Buffer): void {
    try {
      this.#replies.push(chunk);
    } catch (error) {
      this.kill();
      this.#fail(`its process broke the protocol: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Does nothing to what was settled before. */
  #fail(detail: string): void {
    const failure = new MarketError("SANDBOX_FAILED", { detail: detail.slice(0, 300) });
    for (const { reject } of [this.#ready, this.#prepared, this.#ended]) reject(failure);
  }

  /** The line of the engine's complaint that says most. */
  #lastWords(): string {
    const lines = this.#complaint
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    return lines.find((line) => /FATAL ERROR|Error:|^bwrap:|^setpriv:/.test(line)) ?? lines.at(-1) ?? "";
  }

  #ask(request: RunnerRequest): void {
    const body = serialize(request);
    const header = Buffer.alloc(4);
    header.writeUInt32LE(body.length);
    const requests = this.#process.stdin!;
    requests.write(header);
    requests.write(body);
  }
}

/** When the machine runs out of memory, the workload goes before the agent does. Only Linux has this. */
async function offerToOutOfMemoryKiller(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/oom_score_adj`, "1000").catch(() => undefined);
}

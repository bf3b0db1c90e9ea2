import { z } from "zod";
import type {
  AdoptableLease,
  ContainerDriver,
  DriverClock,
  LeaseKey,
  LogSink,
  PreparedRun,
  SandboxCapabilities,
  SandboxRun,
} from "@/agent/sandbox/driver";
import { MarketError } from "@/lib/errors";
import { checkRunInput } from "@/lib/sandbox/check-run-input";
import type { ContainerRun } from "@/lib/sandbox/run-input";
import { loggedOutput } from "./container-output";
import { RunOfContainer, removeContainer } from "./container-run";
import type { Engine } from "./find-engine";
import { findImage } from "./find-image";
import { labels } from "./hardened-container";
import { readState } from "./read-state";
import { startContainer } from "./start-container";
import type { TriedEngine } from "./try-engine";

export type ContainerDriverOptions = {
  tried: TriedEngine;
  clock: DriverClock;
  /** What marks this agent's containers among all others of the engine. */
  agent: string;
};

/** Where containers run that do not end with their agent, and what marks them there. */
export type OutlivingContainers = { socketPath: string; agent: string };

const listedSchema = z.array(
  z.object({ Id: z.string(), State: z.string(), Labels: z.record(z.string(), z.string()) }),
);

/** Runs images of a container engine, hardened, without network. Their results are not repeatable. */
export class EngineDriver implements ContainerDriver {
  readonly kind = "container";

  /** Those that no container has. */
  readonly #gpusFree: Set<string>;
  /** Runs that are over and may still hold some: nobody knows yet that their containers are gone. */
  readonly #leaving = new Set<SandboxRun>();

  constructor(readonly options: ContainerDriverOptions) {
    this.#gpusFree = new Set("missing" in options.tried ? [] : options.tried.gpus.map(({ id }) => id));
  }

  /** Null where no engine runs any. */
  outliving(): OutlivingContainers | null {
    const { tried, agent } = this.options;
    return "missing" in tried ? null : { socketPath: tried.engine.client.socketPath, agent };
  }

  async probe(): Promise<SandboxCapabilities> {
    const { tried } = this.options;
    if ("missing" in tried)
      return { available: false, grade: 0, isolation: [], features: {}, warnings: [tried.missing] };
    const { engine, gpus, warnings } = tried;
    const container = `a container of ${engine.version}: own namespaces, no network, no privileges`;
    if (engine.gvisor)
      return {
        available: true,
        grade: 3,
        isolation: [container, "gVisor: a kernel of its own"],
        features: { engine: engine.version, kernel: "gVisor" },
        warnings,
      };
    return {
      available: true,
      grade: 2,
      isolation: [container],
      features: { engine: engine.version },
      gpus,
      warnings: [
        ...warnings,
        "Containers share this machine's kernel. Keep kernel, engine and runc up to date.",
      ],
    };
  }

  async prepare(input: ContainerRun): Promise<PreparedRun> {
    checkRunInput(input);
    const { clock, agent } = this.options;
    const { engine, gpus } = this.#tried();
    if (input.gpus > gpus.length)
      throw new MarketError("WORKLOAD_UNSUPPORTED", {
        detail: `${input.gpus} GPUs in a container, on a device that gives ${gpus.length}`,
      });
    await findImage(engine, input.image);
    return {
      start: async (terms, sink) => {
        const own = await this.#takeGpus(input.gpus);
        const start = { engine, input, clock, agent, gpus: own };
        const run = await startContainer(start, terms, sink).catch((error: unknown) => {
          for (const gpu of own) this.#gpusFree.add(gpu);
          throw error;
        });
        return this.#holding(run, own);
      },
      // An image stays for the next lease; nothing else was made.
      discard: () => Promise.resolve(),
    };
  }

  async adopt(known: readonly AdoptableLease<ContainerRun>[]): Promise<SandboxRun[]> {
    const { tried, clock } = this.options;
    if ("missing" in tried) return [];
    const { engine } = tried;
    const runs: SandboxRun[] = [];
    for (const { Id, State, Labels } of await this.#list(engine)) {
      // Nobody knows whether one that was made and not started was ever meant to be.
      const lease = State === "created" ? undefined : known.find((lease) => isOf(lease, Labels));
      if (lease) runs.push(this.#holding(await adoptContainer(engine, Id, lease, clock), gpusOf(Labels)));
      else await removeContainer(engine, Id);
    }
    return runs;
  }

  async close(): Promise<void> {
    await this.adopt([]);
  }

  #tried() {
    const { tried } = this.options;
    if ("missing" in tried) throw new MarketError("SANDBOX_FAILED", { detail: tried.missing });
    return tried;
  }

  /** The registry gives no more than there are; a lease whose end it knows may not be gone yet. */
  async #takeGpus(count: number): Promise<string[]> {
    if (this.#gpusFree.size < count) await Promise.allSettled([...this.#leaving].map((run) => run.destroy()));
    const free = [...this.#gpusFree].slice(0, count);
    if (free.length < count)
      throw new MarketError("SANDBOX_FAILED", { detail: `${count - free.length} GPUs are still in use` });
    for (const gpu of free) this.#gpusFree.delete(gpu);
    return free;
  }

  /** A run that has these GPUs until nothing of it is left. */
  #holding(run: SandboxRun, gpus: readonly string[]): SandboxRun {
    for (const gpu of gpus) this.#gpusFree.delete(gpu);
    const remove = run.destroy.bind(run);
    const leave = async () => {
      await remove();
      this.#leaving.delete(run);
      for (const gpu of gpus) this.#gpusFree.add(gpu);
    };
    // Once: by the second time another run may have them. Where the engine failed it is asked again.
    let gone: Promise<void> | undefined;
    run.destroy = () => {
      if (!gone) this.#leaving.add(run);
      return (gone ??= leave().catch((error: unknown) => {
        gone = undefined;
        throw error;
      }));
    };
    return run;
  }

  async #list({ client }: Engine): Promise<z.infer<typeof listedSchema>> {
    const filters = JSON.stringify({ label: [`${labels.agent}=${this.options.agent}`] });
    return listedSchema.parse(
      await client.call("GET", "/containers/json", { query: { all: "true", filters } }),
    );
  }
}

const gpusOf = (found: Readonly<Record<string, string>>) =>
  (found[labels.gpus] ?? "").split(",").filter((id) => id !== "");

const isOf = ({ leaseId, epoch }: LeaseKey, found: Readonly<Record<string, string>>) =>
  found[labels.lease] === leaseId && found[labels.epoch] === `${epoch}`;

/** Reads the engine's log from its beginning and passes on what the agent does not have yet. */
async function adoptContainer(
  engine: Engine,
  id: string,
  { input, sink, offsets, ...key }: AdoptableLease<ContainerRun>,
  clock: DriverClock,
): Promise<SandboxRun> {
  const { Running, StartedAt, FinishedAt } = await readState(engine, id);
  // By the time of day, because no other clock outlived the agent.
  const ago = (instant: string) => clock.monotonicMs() - Math.max(0, clock.wallMs() - Date.parse(instant));
  const startedMs = ago(StartedAt);
  const endedMs = Running ? undefined : Math.max(startedMs, ago(FinishedAt));
  const output = loggedOutput(engine, id);
  const onlyNew: LogSink = ({ stream, offset, bytes }) => {
    const known = Math.max(0, offsets[stream] - offset);
    if (known < bytes.length) sink({ stream, offset: offset + known, bytes: bytes.subarray(known) });
  };
  const terms = { ...key, deadlineMs: Infinity };
  return new RunOfContainer({ engine, id, input, terms, sink: onlyNew, clock, output, startedMs, endedMs });
}

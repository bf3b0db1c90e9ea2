import { z } from "zod";
import type {
  AdoptableLease,
  ContainerDriver,
  DriverClock,
  LeaseKey,
  LeaseTerms,
  LogSink,
  PreparedRun,
  SandboxCapabilities,
  SandboxRun,
} from "@/agent/sandbox/driver";
import { MarketError } from "@/lib/errors";
import { checkRunInput } from "@/lib/sandbox/check-run-input";
import type { ContainerRun } from "@/lib/sandbox/run-input";
import { RunOfContainer, removeContainer } from "./container-run";
import { EngineRefusal } from "./engine-client";
import type { Engine } from "./find-engine";
import { findImage } from "./find-image";
import { containerName, hardenedContainer, labels } from "./hardened-container";

export type ContainerDriverOptions = {
  engine: Engine | { missing: string };
  clock: DriverClock;
  /** What marks this agent's containers among all others of the engine. */
  agent: string;
};

const createdSchema = z.object({ Id: z.string().regex(/^[0-9a-f]{12,64}$/) });
const listedSchema = z.array(
  z.object({ Id: z.string(), State: z.string(), Labels: z.record(z.string(), z.string()) }),
);

/** Runs images of a container engine, hardened, without network. Their results are not repeatable. */
export class EngineDriver implements ContainerDriver {
  readonly kind = "container";

  constructor(readonly options: ContainerDriverOptions) {}

  async probe(): Promise<SandboxCapabilities> {
    const { engine } = this.options;
    if ("missing" in engine)
      return { available: false, grade: 0, isolation: [], features: {}, warnings: [engine.missing] };
    return {
      available: true,
      grade: 2,
      isolation: [`a container of ${engine.version}: own namespaces, no network, no privileges`],
      features: { engine: engine.version },
      warnings: ["Containers share this machine's kernel. Keep kernel, engine and runc up to date."],
    };
  }

  async prepare(input: ContainerRun): Promise<PreparedRun> {
    checkRunInput(input);
    const { clock, agent } = this.options;
    const engine = this.#engine();
    if (input.gpus > 0) throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: "GPUs in containers" });
    await findImage(engine, input.image);
    return {
      start: (terms, sink) => startContainer({ engine, input, clock, agent }, terms, sink),
      // An image stays for the next lease; nothing else was made.
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  async adopt(known: readonly AdoptableLease<ContainerRun>[]): Promise<SandboxRun[]> {
    const { engine, clock } = this.options;
    if ("missing" in engine) return [];
    const runs: SandboxRun[] = [];
    for (const { Id, Labels } of await this.#list(engine)) {
      const lease = known.find((lease) => isOf(lease, Labels));
      if (lease) runs.push(await adoptContainer(engine, Id, lease, clock));
      else await removeContainer(engine, Id);
    }
    return runs;
  }

  async close(): Promise<void> {
    await this.adopt([]);
  }

  #engine(): Engine {
    const { engine } = this.options;
    if ("missing" in engine) throw new MarketError("SANDBOX_FAILED", { detail: engine.missing });
    return engine;
  }

  async #list({ client }: Engine): Promise<z.infer<typeof listedSchema>> {
    const filters = JSON.stringify({ label: [`${labels.agent}=${this.options.agent}`] });
    return listedSchema.parse(
      await client.call("GET", "/containers/json", { query: { all: "true", filters } }),
    );
  }
}

const isOf = ({ leaseId, epoch }: LeaseKey, found: Readonly<Record<string, string>>) =>
  found[labels.lease] === leaseId && found[labels.epoch] === `${epoch}`;

type Starting = { engine: Engine; input: ContainerRun; clock: DriverClock; agent: string };

async function startContainer(
  { engine, input, clock, agent }: Starting,
  terms: LeaseTerms,
  sink: LogSink,
): Promise<SandboxRun> {
  const { Id: id } = createdSchema.parse(
    await engine.client.call("POST", "/containers/create", {
      query: { name: containerName(terms) },
      json: hardenedContainer(input, terms, agent, engine),
    }),
  );
  try {
    // Attached before it starts, so that not a byte of output is missed.
    const output = await engine.client.attach(id);
    await engine.client.call("POST", `/containers/${id}/start`);
    output.end(input.input);
    return new RunOfContainer({ engine, id, input, terms, sink, clock, output });
  } catch (error) {
    await removeContainer(engine, id);
    throw refusalFrom(error);
  }
}

/** An image without the command that was asked for is the customer's; anything else is the machine's. */
function refusalFrom(error: unknown): MarketError {
  const detail = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  const isCommand =
    error instanceof EngineRefusal &&
    /executable|command .*not found|no such file|permission denied/i.test(detail);
  return new MarketError(isCommand ? "WORKLOAD_UNSUPPORTED" : "SANDBOX_FAILED", { detail }, { cause: error });
}

/** Reads the engine's log from its beginning and passes on what the agent does not have yet. */
async function adoptContainer(
  engine: Engine,
  id: string,
  { input, sink, offsets, ...terms }: AdoptableLease<ContainerRun>,
  clock: DriverClock,
): Promise<SandboxRun> {
  const query = { follow: "true", stdout: "true", stderr: "true" };
  // A container may be silent for as long as it likes.
  const output = await engine.client.stream("GET", `/containers/${id}/logs`, { query, timeoutMs: 0 });
  const onlyNew: LogSink = ({ stream, offset, bytes }) => {
    const known = Math.max(0, offsets[stream] - offset);
    if (known < bytes.length) sink({ stream, offset: offset + known, bytes: bytes.subarray(known) });
  };
  return new RunOfContainer({ engine, id, input, terms, sink: onlyNew, clock, output });
}

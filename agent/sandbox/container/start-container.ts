import { z } from "zod";
import type { DriverClock, LeaseTerms, LogSink, SandboxRun } from "@/agent/sandbox/driver";
import { MarketError } from "@/lib/errors";
import type { ContainerRun } from "@/lib/sandbox/run-input";
import { attachedOutput, loggedOutput } from "./container-output";
import { RunOfContainer, removeContainer } from "./container-run";
import { EngineRefusal } from "./engine-client";
import type { Engine } from "./find-engine";
import { containerName, hardenedContainer } from "./hardened-container";

const createdSchema = z.object({ Id: z.string().regex(/^[0-9a-f]{12,64}$/) });

export type ContainerStart = {
  engine: Engine;
  input: ContainerRun;
  clock: DriverClock;
  /** Marks it as one of ours among all others of the engine. */
  agent: string;
  /** The GPUs that are its own, by their ids. */
  gpus: readonly string[];
};

/** Makes a hardened container and starts it. Throws WORKLOAD_UNSUPPORTED or SANDBOX_FAILED, and leaves none behind. */
export async function startContainer(
  { engine, input, clock, agent, gpus }: ContainerStart,
  terms: LeaseTerms,
  sink: LogSink,
): Promise<SandboxRun> {
  const { Id: id } = createdSchema.parse(
    await engine.client.call("POST", "/containers/create", {
      query: { name: containerName(terms) },
      json: hardenedContainer(input, terms, { agent, gpus }, engine),
    }),
  );
  try {
    // Attached before it starts, so that not a byte of output is missed.
    const attached = await engine.client.attach(id);
    await engine.client.call("POST", `/containers/${id}/start`);
    attached.end(input.input);
    const output = engine.isPodman ? loggedOutput(engine, id, attached) : attachedOutput(attached);
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

import { randomBytes } from "node:crypto";
import type { DriverClock } from "@/agent/sandbox/driver";
import { limitsOf } from "@/lib/sandbox/limits";
import type { ContainerRun } from "@/lib/sandbox/run-input";
import type { Engine } from "./find-engine";
import { importSmallestImage, smallestProgram } from "./smallest-image";
import { startContainer } from "./start-container";

/** An engine on which a hardened container has run here, and what it could not do. */
export type TriedEngine = { engine: Engine; warnings: string[] } | { missing: string };

/**
 * Runs a program that ends at once, in a container as hardened as any: with gVisor where the engine has it,
 * and without where that does not work. An engine that answers is not yet one that runs containers.
 */
export async function tryEngine(engine: Engine, clock: DriverClock, agent: string): Promise<TriedEngine> {
  try {
    const image = await importSmallestImage(engine);
    const fault = await faultOf(engine, image, clock, agent);
    if (!fault) return { engine, warnings: [] };
    if (!engine.gvisor) return { missing: `${engine.version} runs no containers: ${fault}` };
    const without = { ...engine, gvisor: null };
    const fault2 = await faultOf(without, image, clock, agent);
    return fault2
      ? { missing: `${engine.version} runs no containers: ${fault2}` }
      : { engine: without, warnings: [`gVisor is installed and does not work: ${fault}`] };
  } catch (error) {
    return { missing: `${engine.version}: ${wordsOf(error)}` };
  }
}

/** Why the program did not end as it must; undefined if it did. */
async function faultOf(
  engine: Engine,
  image: string,
  clock: DriverClock,
  agent: string,
): Promise<string | undefined> {
  const wallMs = 10_000;
  const input: ContainerRun = {
    kind: "container",
    image,
    command: [smallestProgram],
    args: [],
    env: {},
    input: new Uint8Array(),
    limits: limitsOf({ memoryMib: 32, diskMib: 1, wallMs }),
    cpuMillis: 1000,
    gpus: 0,
  };
  // Another name for each try: what a try before left behind is in nobody's way.
  const terms = { leaseId: `try-${randomBytes(8).toString("hex")}`, epoch: 0 };
  const deadlineMs = clock.monotonicMs() + wallMs;
  try {
    const run = await startContainer({ engine, input, clock, agent }, { ...terms, deadlineMs }, () => {});
    const { end, exitCode, detail } = await run.collect();
    await run.destroy();
    if (end === "exit" && exitCode === 0) return undefined;
    return detail ?? (exitCode === null ? end : `${end} with ${exitCode}`);
  } catch (error) {
    return wordsOf(error);
  }
}

const wordsOf = (error: unknown) =>
  (error instanceof Error && error.cause instanceof Error
    ? error.cause.message
    : error instanceof Error
      ? error.message
      : String(error)
  ).slice(0, 300);

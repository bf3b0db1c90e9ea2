import { randomBytes } from "node:crypto";
import type { Gpu } from "@/agent/find-gpus";
import type { DriverClock } from "@/agent/sandbox/driver";
import { limitsOf } from "@/lib/sandbox/limits";
import type { ContainerRun } from "@/lib/sandbox/run-input";
import type { Engine } from "./find-engine";
import { importSmallestImage, smallestProgram } from "./smallest-image";
import { startContainer } from "./start-container";

/** An engine on which a hardened container has run here, the GPUs that it can give one, and what it could not do. */
export type TriedEngine =
  | { engine: Engine; gpus: readonly Gpu[]; warnings: readonly string[] }
  | { missing: string };

type Trial = { clock: DriverClock; agent: string; gpus: readonly Gpu[] };

/**
 * Runs a program that ends at once, in a container as hardened as any: with gVisor where the engine has it,
 * without where that does not work, and with the machine's GPUs. An engine that answers is not yet one that
 * runs containers. GPUs are given to containers that share the machine's kernel only.
 */
export async function tryEngine(engine: Engine, trial: Trial): Promise<TriedEngine> {
  try {
    const image = await importSmallestImage(engine);
    const warnings: string[] = [];
    const works = async (on: Engine, gpus: readonly Gpu[], otherwise: (why: string) => string) => {
      const fault = await faultOf(on, image, { ...trial, gpus });
      if (fault) warnings.push(otherwise(fault));
      return !fault;
    };
    if (
      engine.gvisor &&
      (await works(engine, [], (why) => `gVisor is installed and does not work: ${why}`))
    ) {
      const count = trial.gpus.length;
      if (count > 0)
        warnings.push(`GPUs are not offered (${count} here): a container under gVisor gets none.`);
      return { engine, gpus: [], warnings };
    }
    const shared = { ...engine, gvisor: null };
    if (!(await works(shared, [], (why) => `${engine.version} runs no containers: ${why}`)))
      return { missing: warnings.join(" ") };
    const hasGpus =
      trial.gpus.length > 0 &&
      (await works(shared, trial.gpus, (why) => `${engine.version} gives no GPU to a container: ${why}`));
    return { engine: shared, gpus: hasGpus ? trial.gpus : [], warnings };
  } catch (error) {
    return { missing: `${engine.version}: ${wordsOf(error)}` };
  }
}

/** Why the program did not end as it must; undefined if it did. */
async function faultOf(
  engine: Engine,
  image: string,
  { clock, agent, gpus }: Trial,
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
    gpus: gpus.length,
  };
  // Another name for each try: what a try before left behind is in nobody's way.
  const terms = { leaseId: `try-${randomBytes(8).toString("hex")}`, epoch: 0 };
  const deadlineMs = clock.monotonicMs() + wallMs;
  try {
    const start = { engine, input, clock, agent, gpus: gpus.map(({ id }) => id) };
    const run = await startContainer(start, { ...terms, deadlineMs }, () => {});
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

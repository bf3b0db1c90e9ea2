import { isolationsToTry, type Isolation, type RunnerSetup } from "./isolation";
import { Runner } from "./runner";

/** How long a runner may take to come up before its isolation counts as broken. */
const readyMsMax = 20_000;

export type IsolationChoice = {
  /** Null when no runner starts in any way. */
  isolation: Isolation | null;
  /** Why the better ways are not taken, for the operator. */
  warnings: string[];
};

/** Starts a runner in each way, best first, until one comes up. */
export async function chooseIsolation(setup: RunnerSetup): Promise<IsolationChoice> {
  const warnings: string[] = [];
  for (const isolation of isolationsToTry()) {
    const fault = await faultOf(isolation, setup);
    if (fault === null) return { isolation, warnings: [...warnings, ...advice(isolation)] };
    warnings.push(`Runners do not start behind ${isolation.layers.join(", ")}: ${fault}.`.slice(0, 300));
  }
  return { isolation: null, warnings };
}

async function faultOf(isolation: Isolation, setup: RunnerSetup): Promise<string | null> {
  const runner = new Runner(isolation.command(process.execPath, setup, 0));
  const late = setTimeout(() => runner.kill(), readyMsMax);
  try {
    await runner.ready;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(late);
    runner.kill();
    await runner.gone;
  }
}

function advice({ grade, layers }: Isolation): string[] {
  if (grade >= 2) return [];
  const steps = [
    "Install bubblewrap (bwrap) for grade 2: workloads then see no files and no network of this machine.",
  ];
  if (process.platform !== "linux")
    steps[0] = "Only Linux can isolate workloads from files and network (grade 2).";
  if (process.getuid?.() === 0 && !layers.some((layer) => layer.startsWith("a user")))
    steps.push("The agent runs as root and so do its workloads: run it as a user of its own.");
  return steps;
}

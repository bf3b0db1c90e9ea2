import type { DriverReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import type { WorkloadKind } from "@/lib/orders/spec";
import type { RunInput } from "@/lib/sandbox/run-input";
import type { FoundRun, RunBefore } from "@/lib/agent/workload-run";
import type { Gpu } from "./find-gpus";
import type { OutlivingContainers } from "./sandbox/container/container-driver";
import type { PreparedRun, SandboxDriver } from "./sandbox/driver";
import { makeDrivers } from "./sandbox/make-drivers";

export type Drivers = {
  reports: DriverReport[];
  /** What the operator allows and this machine cannot run, and why. */
  missing: { kind: WorkloadKind; why: string }[];
  /** Those that containers can have. */
  gpus: readonly Gpu[];
  /** Those that may go on when this process is killed; null if there are none. */
  outliving: OutlivingContainers | null;
  prepare: (input: RunInput) => Promise<PreparedRun>;
  /** Finds what of these still runs, and destroys whatever else an agent of this folder left behind. */
  find: (before: readonly RunBefore[]) => Promise<FoundRun[]>;
  close: () => Promise<void>;
};

/** Opens the drivers of what the operator allows, and finds out by trying which of them this machine can run. */
export async function openDrivers(home: string, kinds: readonly WorkloadKind[]): Promise<Drivers> {
  const made = await makeDrivers(home, { containers: kinds.includes("container") });
  const drivers = Object.values(made) as SandboxDriver[];
  const reports: DriverReport[] = [];
  const gpus: Gpu[] = [];
  const missing: Drivers["missing"] = [];
  for (const driver of drivers.filter(({ kind }) => kinds.includes(kind))) {
    const { available, grade, features, gpus: given = [], warnings } = await driver.probe();
    if (!available) {
      missing.push({ kind: driver.kind, why: warnings.join(" ") });
      continue;
    }
    gpus.push(...given);
    for (const runs of runsOf(driver.kind, features)) reports.push({ runs, grade, warnings: [...warnings] });
  }
  const find = async (before: readonly RunBefore[]): Promise<FoundRun[]> => {
    const found = await Promise.all(
      drivers.map((driver) => driver.adopt(before.filter(({ input }) => input.kind === driver.kind))),
    );
    return found.flat().map((run) => ({ leaseId: run.leaseId, run }));
  };
  return {
    reports,
    missing,
    gpus,
    outliving: made.container?.outliving() ?? null,
    find,
    prepare: (input) => {
      const driver = drivers.find(({ kind }) => kind === input.kind && kinds.includes(kind));
      if (!driver) throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: `${input.kind} on this device` });
      return driver.prepare(input);
    },
    close: async () => {
      await Promise.all(drivers.map((driver) => driver.close()));
    },
  };
}

function runsOf(kind: RunInput["kind"], features: Readonly<Record<string, string>>): DriverReport["runs"][] {
  if (kind !== "script") return [kind];
  return (["javascript", "python"] as const).filter((language) => language in features);
}

import type { DriverReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import type { WorkloadKind } from "@/lib/orders/spec";
import type { RunInput } from "@/lib/sandbox/run-input";
import type { PreparedRun, SandboxDriver } from "./sandbox/driver";
import { makeDrivers } from "./sandbox/make-drivers";

export type Drivers = {
  reports: DriverReport[];
  prepare: (input: RunInput) => Promise<PreparedRun>;
  close: () => Promise<void>;
};

/** Opens the drivers of what the operator allows, and finds out by trying which of them this machine can run. */
export async function openDrivers(home: string, kinds: readonly WorkloadKind[]): Promise<Drivers> {
  const made = await makeDrivers(home, { containers: kinds.includes("container") });
  const drivers = Object.values(made) as SandboxDriver[];
  const reports: DriverReport[] = [];
  for (const driver of drivers.filter(({ kind }) => kinds.includes(kind))) {
    const { available, grade, features, warnings } = await driver.probe();
    if (!available) continue;
    for (const runs of runsOf(driver.kind, features)) reports.push({ runs, grade, warnings: [...warnings] });
  }
  return {
    reports,
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

import type { DriverReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import type { RunInput } from "@/lib/sandbox/run-input";
import type { PreparedRun, SandboxDriver } from "./sandbox/driver";
import { makeDrivers } from "./sandbox/make-drivers";

export type Drivers = {
  reports: DriverReport[];
  prepare: (input: RunInput) => Promise<PreparedRun>;
  close: () => Promise<void>;
};

/** Opens every driver and finds out by trying which of them this machine can run. */
export async function openDrivers(home: string): Promise<Drivers> {
  const drivers = await makeDrivers(home);
  const reports: DriverReport[] = [];
  for (const driver of Object.values(drivers)) {
    const { available, grade, features, warnings } = await driver.probe();
    if (!available) continue;
    for (const runs of runsOf(driver.kind, features)) reports.push({ runs, grade, warnings: [...warnings] });
  }
  return {
    reports,
    prepare: (input) => {
      const driver = (drivers as Partial<Record<RunInput["kind"], SandboxDriver>>)[input.kind];
      if (!driver) throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: `${input.kind} on this device` });
      return driver.prepare(input);
    },
    close: async () => {
      await Promise.all(Object.values(drivers).map((driver) => driver.close()));
    },
  };
}

function runsOf(kind: RunInput["kind"], features: Readonly<Record<string, string>>): DriverReport["runs"][] {
  if (kind !== "script") return [kind];
  return (["javascript", "python"] as const).filter((language) => language in features);
}

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { benchmarkSchema, type Benchmark } from "@/lib/devices/benchmark";
import type { Hardware } from "@/lib/devices/hardware";

/** What the gateway found of this machine the last time, and which machine that was. */
const keptSchema = z.object({ machine: z.string(), benchmark: benchmarkSchema });

/** A machine does not get faster by being asked more often. */
const goodForMs = 30 * 86_400_000;

/** The last measurement, if it is of this machine and no more than thirty days old at that instant; null otherwise. */
export function readBenchmark(home: string, hardware: Hardware, cores: number, at: number): Benchmark | null {
  try {
    const { machine, benchmark } = keptSchema.parse(JSON.parse(readFileSync(fileOf(home), "utf8")));
    const isGood = machine === machineOf(hardware, cores) && at - Date.parse(benchmark.at) < goodForMs;
    return isGood ? benchmark : null;
  } catch (error) {
    // A file of an older agent, or one that somebody spoilt, is as good as none: it is measured again.
    if (error instanceof z.ZodError || error instanceof SyntaxError) return null;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export function keepBenchmark(home: string, hardware: Hardware, cores: number, benchmark: Benchmark): void {
  const draft = `${fileOf(home)}.draft`;
  writeFileSync(draft, JSON.stringify({ machine: machineOf(hardware, cores), benchmark }), { mode: 0o600 });
  renameSync(draft, fileOf(home));
}

const machineOf = ({ cpuModel, cpuCores, memoryMib }: Hardware, cores: number) =>
  `${cpuModel}, ${cores} of ${cpuCores} cores, ${memoryMib} MiB`;

const fileOf = (home: string) => join(home, "measured.json");

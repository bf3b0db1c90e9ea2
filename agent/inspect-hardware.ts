import { statfsSync } from "node:fs";
import { arch, cpus, release, totalmem, type } from "node:os";
import type { Gpu } from "./find-gpus";
import type { Hardware } from "@/lib/devices/hardware";

/**
 * What this machine is, read off its own tables, with the GPUs that its workloads can have. Nobody has measured
 * it yet, and nobody is told that somebody has.
 */
export function inspectHardware(home: string, gpus: readonly Gpu[] = []): Hardware {
  const cores = cpus();
  const disk = statfsSync(home);
  return {
    cpuModel: (cores[0]?.model ?? "unknown").trim().slice(0, 120),
    cpuCores: Math.max(1, cores.length),
    memoryMib: Math.floor(totalmem() / 1024 / 1024),
    diskFreeMib: Math.floor((disk.bavail * disk.bsize) / 1024 / 1024),
    gpus: gpus.map(({ model, memoryMib }) => ({ model, memoryMib })),
    os: `${type()} ${release()}`.slice(0, 120),
    arch: arch(),
  };
}

import type { DeviceReport } from "@/lib/devices/hardware";

/** What a small device in Berlin says of itself. */
export const smallReport: DeviceReport = {
  name: "attic",
  agentVersion: "0.1.0",
  hardware: {
    cpuModel: "test",
    cpuCores: 2,
    memoryMib: 4096,
    diskFreeMib: 1000,
    gpus: [],
    os: "Linux",
    arch: "x64",
  },
  drivers: [{ runs: "javascript", grade: 1, warnings: [] }],
  offered: { cpuMillis: 2000, memoryMib: 2048, diskMib: 500, gpus: 0 },
  country: "DE",
  place: { latE6: 52_500_000, lngE6: 13_400_000 },
  accessRttMicros: 900,
};

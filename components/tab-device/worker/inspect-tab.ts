import type { DriverReport, Hardware } from "@/lib/devices/hardware";

/** Chromium tells how much memory a machine has, in GiB and roughly; others do not. */
type Telling = Navigator & { deviceMemory?: number };

/** What a browser tells of its machine, which is little. The rest is said to be unknown. */
export function inspectTab(offered: { memoryMib: number; diskMib: number }): Hardware {
  const { hardwareConcurrency, deviceMemory, userAgent } = navigator as Telling;
  return {
    cpuModel: "not told by browsers",
    cpuCores: Math.max(1, hardwareConcurrency),
    memoryMib: deviceMemory ? deviceMemory * 1024 : offered.memoryMib,
    // Files of a run lie in memory: there is no disk.
    diskFreeMib: offered.diskMib,
    gpus: [],
    os: browserOf(userAgent),
    arch: "browser tab",
  };
}

/** "Chrome 153", out of what every browser claims to be. */
function browserOf(userAgent: string): string {
  const found = /(Firefox|Edg|OPR|HeadlessChrome|Chrome)\/(\d+)/.exec(userAgent);
  const safari = /Version\/(\d+)[\d.]* .*Safari/.exec(userAgent);
  if (safari) return `Safari ${safari[1]}`;
  return found ? `${found[1]} ${found[2]}` : "a browser";
}

/** A tab runs WebAssembly alone, at the lowest grade. */
export const tabDrivers: DriverReport[] = [
  {
    runs: "wasm",
    grade: 0,
    warnings: [
      "A tab can be closed or slowed down at any moment. Its lease then begins anew on another device.",
    ],
  },
];

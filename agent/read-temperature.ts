import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The hottest thermal zone that the kernel reports, in degrees Celsius, or null where it reports none:
 * another system than Linux, a virtual machine, a container. `folder` is the kernel's `/sys/class/thermal`.
 */
export function readTemperatureC(folder: string): number | null {
  const readings = zonesIn(folder).flatMap((zone) => {
    const milli = readMilliC(join(folder, zone, "temp"));
    return milli === null ? [] : [milli / 1000];
  });
  return readings.length > 0 ? Math.max(...readings) : null;
}

function zonesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith("thermal_zone"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A zone whose sensor sleeps answers with an error, and says nothing about the others. */
function readMilliC(file: string): number | null {
  try {
    const text = readFileSync(file, "utf8").trim();
    return /^-?\d+$/.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";

/**
 * What an operator may set, by the name of its flag, and the variable that means the same. `init` writes
 * the flags that it is given to the device's folder. The operator's key has no flag: it would be seen in
 * the list of processes. The token may be seen there: it ends, and a signature is wanted all the same.
 */
const variableOf = {
  gateway: "AMBIT_GATEWAY",
  token: "AMBIT_TOKEN",
  home: "AMBIT_DEVICE_HOME",
  name: "AMBIT_DEVICE_NAME",
  cores: "AMBIT_CORES",
  "memory-mib": "AMBIT_MEMORY_MIB",
  "disk-mib": "AMBIT_DISK_MIB",
  workloads: "AMBIT_WORKLOADS",
  hours: "AMBIT_HOURS",
  "time-zone": "AMBIT_TIME_ZONE",
  "temperature-max": "AMBIT_TEMPERATURE_MAX",
  "price-vcpu-hour": "AMBIT_PRICE_VCPU_HOUR",
  "price-gib-hour": "AMBIT_PRICE_GIB_HOUR",
  "price-gpu-hour": "AMBIT_PRICE_GPU_HOUR",
  country: "AMBIT_COUNTRY",
  place: "AMBIT_PLACE",
} as const;
type SettingName = keyof typeof variableOf;
const settingNames = Object.keys(variableOf) as SettingName[];

/** Settings by the name of their flag. */
export type Settings = Partial<Record<SettingName, string>>;

const fileSchema = z.partialRecord(z.enum(settingNames), z.string());

/** What the flags of a command say. Throws, naming it, on one that does not exist. */
export function readFlags(argv: readonly string[]): Settings {
  const options = Object.fromEntries(settingNames.map((name) => [name, { type: "string" as const }]));
  return parseArgs({ args: [...argv], options, allowPositionals: false }).values;
}

/** Settings as variables of the environment. */
export function asVariables(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [variableOf[name as SettingName], value]),
  );
}

/** What `init` kept in a device's folder; nothing where it kept nothing. Throws on a file that it did not write. */
export function readKeptSettings(home: string): Settings {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(fileOf(home), "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${fileOf(home)} holds no settings: ${why}. Mend it, or remove it.`, { cause: error });
  }
}

/** Adds settings to those of a device's folder. Where it lies is not one of them. */
export function keepSettings(home: string, { home: _, ...given }: Settings): void {
  if (Object.keys(given).length === 0) return;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const draft = `${fileOf(home)}.draft`;
  const kept = { ...readKeptSettings(home), ...given };
  writeFileSync(draft, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileOf(home));
}

const fileOf = (home: string) => join(home, "settings.json");

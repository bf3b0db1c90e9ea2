import { availableParallelism, freemem, hostname, totalmem } from "node:os";
import { join } from "node:path";
import { isHex, type Hex } from "viem";
import { z } from "zod";
import type { OperatingLimits } from "@/lib/devices/device-pause";
import { operatingHoursSchema, parseHours, type OperatingHours } from "@/lib/devices/operating-hours";
import type { Resources } from "@/lib/orders/resources";
import { workloadKinds, type WorkloadKind } from "@/lib/orders/spec";
import type { Place } from "@/lib/place/place";
import { countrySchema } from "@/lib/place/place";
import { timezonePlace } from "@/lib/place/timezone-place";
import type { Prices } from "@/lib/pricing/rate";
import { asVariables, readKeptSettings, type Settings } from "./settings";

export type AgentConfig = {
  gateway: string;
  /** Where key, journal and vouchers are kept. */
  home: string;
  name: string;
  /** Brings a device that is not enrolled yet to its operator's page. */
  token: string | undefined;
  /** Set where the operator's wallet is on this machine; otherwise the operator signs in the browser. */
  operatorKey: Hex | undefined;
  offered: Resources;
  /** What the operator lets run here. */
  workloads: readonly WorkloadKind[];
  /** When the operator lets the market use the device. */
  limits: OperatingLimits;
  /** Where the kernel tells its temperatures. */
  thermalFolder: string;
  prices: Prices;
  country: string;
  place: Place;
  /** Whether the operator said it, and it is not that of the time zone. */
  isPlaceDeclared: boolean;
};

const defaultHome = join(".ambit", "devices", "default");
const whole = z.coerce.number().int().min(0);

const schema = z.object({
  AMBIT_GATEWAY: z.url().default("http://localhost:3000"),
  AMBIT_TOKEN: z.string().trim().min(16).max(64).optional(),
  AMBIT_DEVICE_HOME: z.string().min(1).default(defaultHome),
  AMBIT_DEVICE_NAME: z.string().min(1).max(60).optional(),
  AMBIT_OPERATOR_KEY: z
    .custom<Hex>((value) => isHex(value) && value.length === 66, "a private key: 0x and 64 hex digits")
    .optional(),
  /** Whole cores, MiB and MiB that workloads may use together. */
  AMBIT_CORES: whole.min(1).optional(),
  AMBIT_MEMORY_MIB: whole.min(64).optional(),
  AMBIT_DISK_MIB: whole.default(4096),
  /** "wasm,script,container". Containers only where they are named: their engine is root on the machine. */
  AMBIT_WORKLOADS: z
    .string()
    .transform((text) => text.split(",").map((name) => name.trim()))
    .pipe(z.array(z.enum(workloadKinds)).min(1))
    .default(["wasm", "script"]),
  /** "22:00-07:00" or several with commas, on the clocks of AMBIT_TIME_ZONE. */
  AMBIT_HOURS: z
    .string()
    .transform((text, ctx) => {
      const spans = parseHours(text);
      if (spans) return spans;
      ctx.addIssue("hours of the day, such as 22:00-07:00 or 09:00-12:00,13:00-24:00");
      return z.NEVER;
    })
    .optional(),
  AMBIT_TIME_ZONE: operatingHoursSchema.shape.timeZone.default(
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  ),
  /** Degrees Celsius of the hottest thermal zone above which nothing new is taken. */
  AMBIT_TEMPERATURE_MAX: whole.min(20).max(120).optional(),
  AMBIT_THERMAL_FOLDER: z.string().min(1).default("/sys/class/thermal"),
  /** Micro-dollars an hour. */
  AMBIT_PRICE_VCPU_HOUR: whole.default(12_000),
  AMBIT_PRICE_GIB_HOUR: whole.default(3_000),
  AMBIT_PRICE_GPU_HOUR: whole.default(0),
  AMBIT_COUNTRY: countrySchema.optional(),
  /** "52.52,13.40" */
  AMBIT_PLACE: z
    .string()
    .regex(/^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$/, "latitude,longitude in degrees, such as 52.52,13.40")
    .optional(),
});

/** Greenwich: what is assumed of a machine whose clock says UTC and whose operator says nothing. It is shown as claimed, as all places are. */
const greenwich = { country: "GB", place: { latE6: 51_480_000, lngE6: 0 } };

/**
 * Reads what the operator set: a flag counts more than a variable, and a variable more than what `init`
 * kept in the device's folder. Throws with the name of what is wrong.
 */
export function readConfig(
  variables: Record<string, string | undefined> = process.env,
  flags: Settings = {},
): AgentConfig {
  const given = { ...variables, ...asVariables(flags) };
  const home = given.AMBIT_DEVICE_HOME ?? defaultHome;
  const parsed = schema.safeParse({ ...asVariables(readKeptSettings(home)), ...given });
  if (!parsed.success)
    throw new Error(`The agent's settings are not right.\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  const guess = timezonePlace(Intl.DateTimeFormat().resolvedOptions().timeZone) ?? greenwich;
  return {
    gateway: env.AMBIT_GATEWAY,
    home: env.AMBIT_DEVICE_HOME,
    name: env.AMBIT_DEVICE_NAME ?? hostname().slice(0, 60),
    token: env.AMBIT_TOKEN,
    operatorKey: env.AMBIT_OPERATOR_KEY,
    offered: {
      cpuMillis: (env.AMBIT_CORES ?? availableParallelism()) * 1000,
      // Half of what is free: the machine has an owner who works on it.
      memoryMib:
        env.AMBIT_MEMORY_MIB ?? Math.max(256, Math.floor(Math.min(totalmem() / 2, freemem()) / 1024 / 1024)),
      diskMib: env.AMBIT_DISK_MIB,
      gpus: 0,
    },
    workloads: env.AMBIT_WORKLOADS,
    limits: { hours: hoursOf(env), temperatureMaxC: env.AMBIT_TEMPERATURE_MAX ?? null },
    thermalFolder: env.AMBIT_THERMAL_FOLDER,
    prices: {
      vcpuHour: env.AMBIT_PRICE_VCPU_HOUR,
      gibHour: env.AMBIT_PRICE_GIB_HOUR,
      gpuHour: env.AMBIT_PRICE_GPU_HOUR,
    },
    country: env.AMBIT_COUNTRY ?? guess.country,
    place: env.AMBIT_PLACE ? placeFrom(env.AMBIT_PLACE) : guess.place,
    isPlaceDeclared: env.AMBIT_PLACE !== undefined,
  };
}

function hoursOf({ AMBIT_HOURS, AMBIT_TIME_ZONE }: z.infer<typeof schema>): OperatingHours | null {
  return AMBIT_HOURS ? { timeZone: AMBIT_TIME_ZONE, spans: AMBIT_HOURS } : null;
}

function placeFrom(text: string): Place {
  const [latitude, longitude] = text.split(",").map(Number) as [number, number];
  return { latE6: Math.round(latitude * 1e6), lngE6: Math.round(longitude * 1e6) };
}

import { sourceBytesMax } from "@/lib/sandbox/limits";
import { plainUsd } from "@/lib/money/plain-usd";
import { parseUsd, usd6Max, usd6PerUsd } from "@/lib/money/usd6";
import { parseArgs } from "@/lib/orders/parse-args";
import {
  fleetDevicesMax,
  imageSchema,
  specSchema,
  type Constraints,
  type IsolationGrade,
  type Spec,
  type Workload,
} from "@/lib/orders/spec";
import { timezonePlace } from "@/lib/place/timezone-place";
import type { Draft, DraftField } from "./draft";
import { amountDown } from "@/lib/chain/roundings";

/** Hashes of what is uploaded, as far as they are known while the order is written. */
export type DraftHashes = { main: string | undefined; input: string | undefined };

/** An order that may be asked for: its spec, and its ceilings in micro-dollars and seconds. */
export type ParsedDraft = {
  spec: Spec;
  maxRatePerHour: bigint;
  maxSeconds: number;
  /** Of one device: a fleet may cost so much for each. */
  maxTotal: bigint;
};

export type DraftErrors = Partial<Record<DraftField, string>>;

/** Stands for a module or an image that is not chosen yet, so that the match can be shown before. */
const notChosen = "0".repeat(64);

/** Stands for the id of a fleet, which is drawn when it is placed. */
const notDrawn = `0x${notChosen}`;

const secondsMax = 2_592_000;

/** The engine reckons budgets as numbers: up to here each is exact. */
const budgetMax = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Reads the fields. Every field that is wrong gets its sentence; the order is there when none is. `tabOrderMax`
 * is the most that this gateway lets one order cost.
 */
export function parseDraft(
  draft: Draft,
  hashes: DraftHashes,
  tabOrderMax: bigint,
): { order?: ParsedDraft; errors: DraftErrors } {
  const errors: DraftErrors = {};
  const note = <T>(field: DraftField, value: T | undefined, error: string): T | undefined => {
    if (value === undefined) errors[field] = error;
    return value;
  };

  const args = note("args", parseArgs(draft.args), "A quote is not closed.");
  const cpuMillis = note("cpu", scaled(draft.cpu, 1000, 100, 512_000), "From 0.1 to 512 vCPUs.");
  const memoryMib = note(
    "memory",
    scaled(draft.memory, 1, 16, 4_194_304),
    "From 16 to 4,194,304 MiB, in whole MiB.",
  );
  const diskMib = note(
    "disk",
    scaled(draft.disk, 1, 0, 16_777_216),
    "From 0 to 16,777,216 MiB, in whole MiB.",
  );
  const isContainer = draft.kind === "container";
  const gpus = isContainer ? note("gpus", scaled(draft.gpus, 1, 0, 16), "From 0 to 16.") : 0;
  const minGpuMemoryMib =
    !gpus || draft.gpuMemory.trim() === ""
      ? null
      : note("gpuMemory", scaled(draft.gpuMemory, 1, 1, 1_048_576), "From 1 to 1,048,576 MiB.");
  const devices = note(
    "devices",
    scaled(draft.devices, 1, 1, fleetDevicesMax),
    `From 1 to ${fleetDevicesMax}, in whole devices.`,
  );
  const budget =
    devices === 1 || draft.budget.trim() === ""
      ? null
      : note("budget", numeric(draft.budget), noAmount(draft.budget, budgetMax));
  const maxRatePerHour = note("maxRate", positive(parseUsd(draft.maxRate)), noAmount(draft.maxRate, usd6Max));
  const maxSeconds = note(
    "minutes",
    scaled(draft.minutes, 60, 1, secondsMax),
    "From 1 second (0.02) to 30 days (43,200 minutes).",
  );
  const maxRttMs =
    draft.maxRtt.trim() === ""
      ? null
      : note("maxRtt", scaled(draft.maxRtt, 1, 1, 60_000), "From 1 to 60,000 ms.");
  const countriesAllowed =
    draft.countries.trim() === ""
      ? null
      : note("countries", countryCodes(draft.countries), "Codes of two letters, such as DE, FR.");
  if (maxRttMs && !draft.near)
    errors.maxRtt = "A limit needs the place it is measured from. Choose one above.";
  if (draft.kind === "javascript" && draft.source.trim() === "")
    errors.source = "There is nothing to run yet.";
  if (isContainer && draft.image.trim() !== "" && !imageSchema.safeParse(draft.image.trim()).success)
    errors.image = "Name it by its digest, name@sha256:… and 64 hex digits: a tag may change.";
  if (draft.kind === "javascript" && draft.source.length > sourceBytesMax)
    errors.source = `A script may have ${sourceBytesMax.toLocaleString("en-GB")} characters.`;

  const maxTotal = maxRatePerHour && maxSeconds ? amountDown(maxRatePerHour, BigInt(maxSeconds)) : 0n;
  if (maxRatePerHour && maxSeconds && maxTotal === 0n)
    errors.maxRate = "At this price not even one second could be paid.";
  if (maxTotal > tabOrderMax)
    errors.minutes = `One order may cost at most $${Number(tabOrderMax) / 1e6}. Lower the time or the price limit.`;

  if (Object.keys(errors).length > 0 || !args || !maxRatePerHour || !maxSeconds) return { errors };
  const constraints: Constraints = {
    ...(countriesAllowed && { countriesAllowed }),
    ...(draft.minGrade !== "0" && { minGrade: Number(draft.minGrade) as IsolationGrade }),
    ...(maxRttMs && { maxRttMs }),
    ...(minGpuMemoryMib && { minGpuMemoryMib }),
  };
  const place = timezonePlace(draft.near)?.place;
  const main = hashes.main ?? notChosen;
  const spec = specSchema.parse({
    version: 1,
    workload: workloadOf(draft, main),
    args,
    ...(draft.input && hashes.input && { input: hashes.input }),
    resources: { cpuMillis, memoryMib, diskMib, gpus },
    constraints,
    objective: draft.objective,
    ...(place && { near: place }),
    whenNothingMatches: draft.whenNothingMatches,
    whenDeviceFails: draft.whenDeviceFails,
    ...(devices &&
      devices > 1 && {
        fleet: {
          id: notDrawn,
          devices,
          spread: draft.spread,
          ...(budget && { maxRatePerHour: budget }),
        },
      }),
  });
  return { order: { spec, maxRatePerHour, maxSeconds, maxTotal }, errors };
}

function workloadOf({ kind, image }: Draft, main: string): Workload {
  switch (kind) {
    case "javascript":
      return { kind: "script", language: "javascript", source: main };
    case "wasm":
      return { kind: "wasm", module: main };
    case "container":
      return { kind: "container", image: image.trim() || `none@sha256:${notChosen}` };
  }
}

/** A decimal in a larger unit as a whole number of the smaller one, if it lies between the limits. */
function scaled(text: string, factor: number, min: number, max: number): number | undefined {
  if (!/^\d+(\.\d+)?$/.test(text.trim())) return undefined;
  const value = Math.round(Number(text) * factor);
  const exact = factor > 1 || Number.isInteger(Number(text));
  return exact && value >= min && value <= max ? value : undefined;
}

/** Micro-dollars as a number, as the engine reckons. */
function numeric(text: string): number | undefined {
  const amount = positive(parseUsd(text));
  return amount && amount <= budgetMax ? Number(amount) : undefined;
}

/** Why it is no amount of at most so many micro-dollars. */
const noAmount = (text: string, max: bigint): string =>
  Number(text) * Number(usd6PerUsd) > Number(max)
    ? `At most $${plainUsd(max)}.`
    : "An amount in dollars, such as 0.10, with at most six decimals.";

const positive = (amount: bigint | undefined) => (amount && amount > 0n ? amount : undefined);

function countryCodes(text: string): string[] | undefined {
  const codes = text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  return codes.length > 0 && codes.every((code) => /^[A-Z]{2}$/.test(code)) ? [...new Set(codes)] : undefined;
}

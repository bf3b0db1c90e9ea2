import type { ToldError } from "@/components/reasons/told-error";
import type { ReasonCode } from "@/lib/reasons";
import type { Draft, DraftField } from "./draft";

const byCode: Partial<Record<ReasonCode, DraftField>> = {
  SCRIPT_SYNTAX: "source",
  WORKLOAD_NOT_WASM: "module",
  ORDER_CEILING_TOO_LOW: "maxRate",
  ORDER_TOO_LARGE: "minutes",
  FLEET_OVER_BUDGET: "budget",
};

/** Where stands what runs. */
const mainField = {
  javascript: "source",
  wasm: "module",
  container: "image",
} as const satisfies Record<Draft["kind"], DraftField>;

/** The last word of the path that the gateway names, by field. */
const byPath: Record<string, DraftField> = {
  args: "args",
  input: "input",
  cpuMillis: "cpu",
  memoryMib: "memory",
  diskMib: "disk",
  image: "image",
  gpus: "gpus",
  minGpuMemoryMib: "gpuMemory",
  maxRatePerHour: "maxRate",
  maxSeconds: "minutes",
  maxTotal: "minutes",
  countriesAllowed: "countries",
  maxRttMs: "maxRtt",
  near: "near",
};

/** The field that a refusal of the gateway belongs to, if it belongs to one. */
export function fieldOfRefusal({ code, facts }: ToldError, kind: Draft["kind"]): DraftField | undefined {
  if (code === "INPUT_INVALID")
    return String(facts?.["path"])
      .split(".")
      .map((part) => byPath[part])
      .findLast(Boolean);
  if (code === "SPEC_TOO_LARGE" || code === "WORKLOAD_UNSUPPORTED") return mainField[kind];
  return code && byCode[code];
}

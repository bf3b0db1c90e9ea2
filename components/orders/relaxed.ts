import type { ConstraintCount } from "@/lib/matching/count-constraints";
import { plainUsd } from "@/lib/money/plain-usd";
import { resourceNames } from "@/lib/orders/resources";
import type { ReasonCode } from "@/lib/reasons";
import type { Draft } from "./draft";

/** A limit that could be relaxed, and how the draft changes on a press; no press where the form has no such field. */
export type Relaxed = { label: string; press?: { label: string; change: Partial<Draft> } };

const ways: Partial<Record<ReasonCode, (count: ConstraintCount) => Relaxed>> = {
  PRICE_BELOW_MARKET: ({ aloneNearest: microDollars }) => ({
    label: "A higher price limit",
    ...(microDollars !== undefined && {
      press: { label: `Allow $${plain(microDollars)}/h`, change: { maxRate: plain(microDollars) } },
    }),
  }),
  RTT_OVER_LIMIT: ({ aloneNearest: ms }) => ({
    label: "A longer round trip",
    press:
      ms === undefined
        ? { label: "Allow any", change: { maxRtt: "" } }
        : { label: `Allow ${ms} ms`, change: { maxRtt: String(ms) } },
  }),
  POLICY_COUNTRY: () => ({
    label: "Other countries",
    press: { label: "Allow all", change: { countries: "" } },
  }),
  POLICY_GRADE: ({ aloneNearest }) => {
    const grade = grades[aloneNearest ?? 0] ?? "0";
    return {
      label: "A lower isolation grade",
      press: { label: `Allow grade ${grade}`, change: { minGrade: grade } },
    };
  },
  NO_CAPACITY_PER_NODE: (count) => ({ label: "A smaller machine", ...lessOf(count) }),
  WORKLOAD_NOT_OFFERED: () => ({ label: "The other kind of workload" }),
};

/** What to do about a limit that stands in the way; undefined for limits that this form never sets. */
export function relaxed(count: ConstraintCount): Relaxed | undefined {
  return ways[count.code]?.(count);
}

function lessOf({ resource, aloneNearest = 0 }: ConstraintCount): Pick<Relaxed, "press"> {
  const known = resource === undefined ? undefined : fields[resource];
  if (!known || aloneNearest <= 0) return {};
  const amount = String(aloneNearest / known.divisor);
  return { press: { label: `Order ${amount} ${known.unit}`, change: { [known.field]: amount } } };
}

/** The field for each resource, by the name that the engine gives it. */
const fields: Record<string, { field: "cpu" | "memory" | "disk"; unit: string; divisor: number }> = {
  [resourceNames.cpuMillis]: { field: "cpu", unit: "vCPU", divisor: 1000 },
  [resourceNames.memoryMib]: { field: "memory", unit: "MiB", divisor: 1 },
  [resourceNames.diskMib]: { field: "disk", unit: "MiB of disk", divisor: 1 },
};

/** Micro-dollars as they are typed. */
const plain = (microDollars: number) => plainUsd(BigInt(microDollars));

const grades = ["0", "1", "2", "3"] as const;

import type { Relaxation } from "@/lib/matching/relaxations";
import { plainUsd } from "@/lib/money/plain-usd";
import { resourceNames } from "@/lib/orders/resources";
import type { ReasonCode } from "@/lib/reasons";
import type { Draft } from "./draft";

/** A limit that could be relaxed, and how the draft changes on a press; no press where the form has no such field. */
export type Relaxed = { label: string; press?: { label: string; change: Partial<Draft> } };

type Enough = Relaxation["enough"];

const ways: Partial<Record<ReasonCode, (enough: Enough) => Relaxed>> = {
  PRICE_BELOW_MARKET: (enough) => ({
    label: "A higher price limit",
    ...(enough && {
      press: { label: `Allow $${plain(enough.value)}/h`, change: { maxRate: plain(enough.value) } },
    }),
  }),
  RTT_OVER_LIMIT: (enough) => ({
    label: "A longer round trip",
    press: enough
      ? { label: `Allow ${enough.value} ms`, change: { maxRtt: String(enough.value) } }
      : { label: "Allow any", change: { maxRtt: "" } },
  }),
  POLICY_COUNTRY: () => ({
    label: "Other countries",
    press: { label: "Allow all", change: { countries: "" } },
  }),
  POLICY_GRADE: (enough) => {
    const grade = grades[enough?.value ?? 0] ?? "0";
    return {
      label: "A lower isolation grade",
      press: { label: `Allow grade ${grade}`, change: { minGrade: grade } },
    };
  },
  NO_CAPACITY_PER_NODE: (enough) => ({ label: "A smaller machine", ...lessOf(enough) }),
  WORKLOAD_NOT_OFFERED: () => ({ label: "The other kind of workload" }),
};

/** What to do about a limit that stands in the way; undefined for limits that this form never sets. */
export function relaxed({ code, enough }: Relaxation): Relaxed | undefined {
  return ways[code]?.(enough);
}

function lessOf(enough: Enough): Pick<Relaxed, "press"> {
  const fields = {
    [resourceNames.cpuMillis]: { field: "cpu", unit: "vCPU", divisor: 1000 },
    [resourceNames.memoryMib]: { field: "memory", unit: "MiB", divisor: 1 },
    [resourceNames.diskMib]: { field: "disk", unit: "MiB of disk", divisor: 1 },
  } as const;
  const known =
    enough?.resource && enough.resource in fields
      ? fields[enough.resource as keyof typeof fields]
      : undefined;
  if (!known || !enough || enough.value <= 0) return {};
  const amount = String(enough.value / known.divisor);
  return { press: { label: `Order ${amount} ${known.unit}`, change: { [known.field]: amount } } };
}

/** Micro-dollars as they are typed. */
const plain = (microDollars: number) => plainUsd(BigInt(microDollars));

const grades = ["0", "1", "2", "3"] as const;

import type { Relaxation } from "@/lib/matching/relaxations";
import { plainUsd } from "@/lib/money/plain-usd";
import { resourceNames } from "@/lib/orders/resources";
import type { ReasonCode } from "@/lib/reasons";
import type { Draft } from "./draft";

/** A relaxation as words and as the change of the draft that brings it about; no change where the form has no such field. */
export type Relaxed = { label: string; change?: Partial<Draft> };

type Enough = Relaxation["enough"];

const ways: Partial<Record<ReasonCode, (enough: Enough) => Relaxed>> = {
  PRICE_BELOW_MARKET: (enough) =>
    enough
      ? { label: `Allow $${plain(enough.value)} an hour`, change: { maxRate: plain(enough.value) } }
      : { label: "Allow a higher price" },
  RTT_OVER_LIMIT: (enough) =>
    enough
      ? { label: `Allow a round trip of ${enough.value} ms`, change: { maxRtt: String(enough.value) } }
      : { label: "Allow any round trip", change: { maxRtt: "" } },
  POLICY_COUNTRY: () => ({ label: "Allow every country", change: { countries: "" } }),
  POLICY_GRADE: (enough) => ({
    label: "Allow a lower isolation grade",
    change: { minGrade: grades[enough?.value ?? 0] ?? "0" },
  }),
  NO_CAPACITY_PER_NODE: (enough) => lessOf(enough),
  WORKLOAD_NOT_OFFERED: () => ({ label: "Use the other kind of workload" }),
};

/** What to do about a limit that stands in the way; undefined for limits that this form never sets. */
export function relaxed({ code, enough }: Relaxation): Relaxed | undefined {
  return ways[code]?.(enough);
}

function lessOf(enough: Enough): Relaxed {
  const fields = {
    [resourceNames.cpuMillis]: { field: "cpu", unit: "vCPU", divisor: 1000 },
    [resourceNames.memoryMib]: { field: "memory", unit: "MiB of memory", divisor: 1 },
    [resourceNames.diskMib]: { field: "disk", unit: "MiB of disk", divisor: 1 },
  } as const;
  const known =
    enough?.resource !== undefined && enough.resource in fields
      ? fields[enough.resource as keyof typeof fields]
      : undefined;
  if (!known || !enough || enough.value <= 0) return { label: "Order a smaller machine" };
  const amount = String(enough.value / known.divisor);
  return { label: `Order ${amount} ${known.unit}`, change: { [known.field]: amount } };
}

/** Micro-dollars as they are typed. */
const plain = (microDollars: number) => plainUsd(BigInt(microDollars));

const grades = ["0", "1", "2", "3"] as const;

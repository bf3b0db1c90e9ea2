import type { Address } from "viem";
import { amountDown } from "@/lib/chain/roundings";
import { MarketError } from "@/lib/errors";

/** Which of a customer's tabs: with whom, and at which fee the leases on it were agreed on, in basis points. */
export type Tab = { customer: Address; operator: Address; feeBps: number };

/** The name under which a customer remembers what was signed on a tab. */
export const tabName = ({ operator, feeBps }: Omit<Tab, "customer">) => `${operator}:${feeBps}`;

export const isSameTab = (one: Tab, other: Tab): boolean =>
  one.customer === other.customer && tabName(one) === tabName(other);

/** What the customer's side knows of one tab before it signs: its own memory, not the gateway's word. */
export type TabMemory = {
  /** The highest cumulative amount that this session key or an older one signed, or the contract paid. */
  signed: bigint;
};

/** One ended lease that a gateway asks to be paid for. */
export type TabDebt = {
  cost: bigint;
  ceiling: bigint;
  ratePerHour: bigint;
  maxRatePerHour: bigint;
  billedSeconds: number;
};

/**
 * The cumulative amount to sign for these leases: what was signed before, and exactly what they cost.
 * Refuses a gateway that asks for more than the order allowed, or for another sum.
 */
export function tabToSign(memory: TabMemory, debts: readonly TabDebt[], asked: bigint): bigint {
  for (const debt of debts) {
    if (debt.ratePerHour > debt.maxRatePerHour)
      throw wrong(`the rate ${debt.ratePerHour} is over the ${debt.maxRatePerHour} that was signed`);
    if (debt.cost > debt.ceiling) throw wrong(`${debt.cost} µ$ is over the ceiling of ${debt.ceiling} µ$`);
    if (debt.cost > amountDown(debt.ratePerHour, BigInt(debt.billedSeconds)))
      throw wrong(`${debt.cost} µ$ is more than ${debt.billedSeconds} s at ${debt.ratePerHour} µ$/h`);
  }
  const cumulative = memory.signed + debts.reduce((sum, debt) => sum + debt.cost, 0n);
  if (asked !== cumulative) throw wrong(`${asked} µ$ were asked, ${cumulative} µ$ are owed in all`);
  return cumulative;
}

const wrong = (detail: string) => new MarketError("VOUCHER_WRONG", { detail });

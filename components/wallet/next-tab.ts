import type { z } from "zod";
import type { tabDueSchema } from "@/lib/api/leases";
import { MarketError } from "@/lib/errors";
import { tabName, tabToSign } from "@/lib/leases/tab";
import type { SessionKey, TabVoucher } from "./session-key-store";

export type TabDue = z.infer<typeof tabDueSchema>;

/** What to do about a tab: hand in again what was signed before, or sign a new cumulative amount. */
export type NextTab =
  | { resend: TabVoucher }
  | {
      sign: bigint;
      before: bigint;
      leases: string[];
      ordersLeft: Record<string, { maxRatePerHour: bigint; left: bigint }>;
    };

/**
 * Decides what a session key signs for the leases that a gateway names. The key pays only for orders that
 * it knows to be the wallet's, only up to what each order allowed, and never twice; `proven` is the cumulative amount
 * that an earlier voucher of this customer proves. Throws VOUCHER_WRONG when the gateway asks otherwise.
 */
export function nextTab(key: SessionKey, due: TabDue, proven: bigint): NextTab {
  const last = key.tabs[tabName(due)];
  const before = baseOf(last, due, proven);
  if (last && before === last.before && sameLeases(last, due)) return { resend: last };

  const ordersLeft = { ...key.orders };
  for (const { id, orderId, cost, maxRatePerHour } of due.leases) {
    const order = ordersLeft[orderId];
    const owed = cost ?? 0n;
    const already = last?.before === before && last.leases.includes(id);
    if (!order) throw wrong(`the order ${orderId} was not signed by a key of this wallet`);
    if (maxRatePerHour > order.maxRatePerHour)
      throw wrong(`the order ${orderId} allows ${order.maxRatePerHour} µ$/h, not ${maxRatePerHour}`);
    if (already) continue;
    if (owed > order.left) throw wrong(`the order ${orderId} may cost ${order.left} µ$ more, not ${owed}`);
    ordersLeft[orderId] = { ...order, left: order.left - owed };
  }

  const debts = due.leases.map((lease) => ({
    ...lease,
    cost: lease.cost ?? 0n,
    billedSeconds: lease.billedSeconds ?? 0,
  }));
  const sign = tabToSign({ signed: before }, debts, due.cumulative);
  return { sign, before, leases: due.leases.map(({ id }) => id), ordersLeft };
}

/**
 * The cumulative amount to add to. Normally what was signed last. When the gateway never got the last
 * voucher it stands at the one before, and its leases are asked for again.
 */
function baseOf(last: TabVoucher | undefined, due: TabDue, proven: bigint): bigint {
  if (due.signed > (last?.cumulative ?? 0n) && due.signed !== proven)
    throw wrong(`${due.signed} µ$ are said to be signed, and no voucher shows it`);
  if (!last || due.signed >= last.cumulative) return due.signed;
  const lost =
    due.signed === last.before && last.leases.every((id) => due.leases.some((lease) => lease.id === id));
  if (!lost) throw wrong(`${last.cumulative} µ$ were signed, the gateway stands at ${due.signed}`);
  return due.signed;
}

const sameLeases = (last: TabVoucher, due: TabDue) =>
  last.cumulative === due.cumulative &&
  last.leases.length === due.leases.length &&
  due.leases.every(({ id }) => last.leases.includes(id));

const wrong = (detail: string) => new MarketError("VOUCHER_WRONG", { detail });

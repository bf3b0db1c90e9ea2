import "server-only";
import { and, asc, eq, gte } from "drizzle-orm";
import type { Hex } from "viem";
import type { z } from "zod";
import { readLease } from "@/db/queries/leases";
import { orderProofOf, signedSessionOf } from "@/db/queries/orders";
import { sameTab } from "@/db/queries/same-tab";
import { chainTabPayments } from "@/db/schema/chain";
import { leases } from "@/db/schema/leases";
import { devices } from "@/db/schema/devices";
import { sessionKeys, vouchers } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import type { receiptSchema } from "@/lib/api/leases";
import { MarketError } from "@/lib/errors";
import type { Tab } from "@/lib/leases/tab";
import type { Context } from "@/server/context";

/** The signed record of an ended lease: for anyone, because it is there to be checked by strangers. */
export async function readReceipt(ctx: Context, id: Hex): Promise<z.input<typeof receiptSchema>> {
  const [lease, [row]] = await Promise.all([
    readLease(ctx.db, id),
    ctx.db
      .select({
        lease: leases,
        order: orders,
        session: sessionKeys,
        key: { x: devices.keyX, y: devices.keyY },
      })
      .from(leases)
      .innerJoin(orders, eq(orders.id, leases.order))
      .innerJoin(sessionKeys, eq(sessionKeys.key, leases.sessionKey))
      .innerJoin(devices, eq(devices.id, leases.device))
      .where(eq(leases.id, id)),
  ]);
  if (!lease || !row || lease.state !== "ended")
    throw new MarketError("NOT_FOUND", { noun: "receipt of lease", id });
  const { escrow } = ctx.env.deployment.contracts;
  const accruedTo = row.lease.accruedTo;
  const [voucher, payment] =
    accruedTo === null
      ? [undefined, undefined]
      : await Promise.all([firstVoucher(ctx, row.lease, accruedTo), firstPayment(ctx, row.lease, accruedTo)]);
  const { tier, validUntil, salt, signature } = row.lease.offer;
  return {
    version: 1,
    chainId: ctx.chain.id,
    contracts: { escrow, leases: ctx.env.deployment.contracts.leases },
    lease,
    order: orderProofOf(row.order, row.session),
    deviceKey: row.key,
    report: row.lease.outcome?.report
      ? { ranMs: row.lease.outcome.report.ranMs, signature: row.lease.outcome.report.signature as Hex }
      : null,
    offer: signature
      ? { ratePerHour: row.lease.ratePerHour, tier, validUntil, salt, signature: signature as Hex }
      : null,
    voucher: voucher
      ? {
          cumulative: voucher.voucher.cumulative,
          sessionKey: voucher.voucher.sessionKey,
          signature: voucher.voucher.signature,
          session: signedSessionOf(voucher.session),
        }
      : null,
    settlement: payment
      ? {
          transaction: payment.transaction,
          block: payment.block,
          cumulative: payment.redeemed,
          paid: payment.paid,
          fee: payment.fee,
        }
      : null,
  };
}

async function firstVoucher({ db }: Context, tab: Tab, from: bigint) {
  const [voucher] = await db
    .select({ voucher: vouchers, session: sessionKeys })
    .from(vouchers)
    .innerJoin(sessionKeys, eq(sessionKeys.key, vouchers.sessionKey))
    .where(and(sameTab(vouchers, tab), gte(vouchers.cumulative, from)))
    .orderBy(asc(vouchers.cumulative))
    .limit(1);
  return voucher;
}

async function firstPayment({ db }: Context, tab: Tab, from: bigint) {
  const [payment] = await db
    .select()
    .from(chainTabPayments)
    .where(and(sameTab(chainTabPayments, tab), gte(chainTabPayments.redeemed, from)))
    .orderBy(asc(chainTabPayments.redeemed))
    .limit(1);
  return payment;
}

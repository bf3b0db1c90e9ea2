import "server-only";
import { and, asc, eq, gte } from "drizzle-orm";
import type { Hex } from "viem";
import type { z } from "zod";
import { readLease } from "@/db/queries/leases";
import { chainTabPayments } from "@/db/schema/chain";
import { leases } from "@/db/schema/leases";
import { vouchers } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import type { receiptSchema } from "@/lib/api/leases";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";

/** The signed record of an ended lease: for anyone, because it is there to be checked by strangers. */
export async function readReceipt(ctx: Context, id: Hex): Promise<z.input<typeof receiptSchema>> {
  const [lease, [row]] = await Promise.all([
    readLease(ctx.db, id),
    ctx.db
      .select({ lease: leases, order: orders })
      .from(leases)
      .innerJoin(orders, eq(orders.id, leases.order))
      .where(eq(leases.id, id)),
  ]);
  if (!lease || !row || lease.state !== "ended")
    throw new MarketError("NOT_FOUND", { noun: "receipt of lease", id });
  const accruedTo = row.lease.accruedTo;
  const [voucher, payment] =
    accruedTo === null
      ? [undefined, undefined]
      : await Promise.all([firstVoucher(ctx, row.lease, accruedTo), firstPayment(ctx, row.lease, accruedTo)]);
  const { tier, validUntil, salt, signature } = row.lease.offer;
  return {
    version: 1,
    chainId: ctx.chain.id,
    escrow: ctx.env.deployment.contracts.escrow,
    lease,
    specHash: row.order.specHash,
    orderSignature: row.order.signature,
    offer: signature
      ? { ratePerHour: row.lease.ratePerHour, tier, validUntil, salt, signature: signature as Hex }
      : null,
    voucher: voucher
      ? { cumulative: voucher.cumulative, sessionKey: voucher.sessionKey, signature: voucher.signature }
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

type Party = Pick<typeof leases.$inferSelect, "customer" | "operator">;

async function firstVoucher({ db }: Context, { customer, operator }: Party, from: bigint) {
  const [voucher] = await db
    .select()
    .from(vouchers)
    .where(
      and(eq(vouchers.customer, customer), eq(vouchers.operator, operator), gte(vouchers.cumulative, from)),
    )
    .orderBy(asc(vouchers.cumulative))
    .limit(1);
  return voucher;
}

async function firstPayment({ db }: Context, { customer, operator }: Party, from: bigint) {
  const [payment] = await db
    .select()
    .from(chainTabPayments)
    .where(
      and(
        eq(chainTabPayments.customer, customer),
        eq(chainTabPayments.operator, operator),
        gte(chainTabPayments.redeemed, from),
      ),
    )
    .orderBy(asc(chainTabPayments.redeemed))
    .limit(1);
  return payment;
}

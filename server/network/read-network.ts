import "server-only";
import type { Address } from "viem";
import { readPriceSpreads } from "@/db/queries/market-prices";
import { readBond } from "@/db/queries/network";
import { readPriceDays } from "@/db/queries/price-days";
import { chainClock } from "@/server/chain/chain-clock";
import type { Context } from "@/server/context";

/** What live offers ask for each resource, and what leases were paid by day. */
export async function readPrices(ctx: Context) {
  const [spreads, days] = await Promise.all([
    readPriceSpreads(ctx.db, ctx.now),
    readPriceDays(ctx.db, ctx.now),
  ]);
  return {
    at: ctx.now.toISOString(),
    vcpuHour: spreadOf(spreads.vcpuHour),
    gibHour: spreadOf(spreads.gibHour),
    gpuHour: spreadOf(spreads.gpuHour),
    days,
  };
}

/** A spread as the query gives it, in words. */
export const spreadOf = ([offers, p10, median, p90]: readonly (number | null)[]) => ({
  offers: offers ?? 0,
  p10: p10 ?? null,
  median: median ?? null,
  p90: p90 ?? null,
});

/** What a wallet staked, with each part's clock. */
export async function bondOf(ctx: Context, operator: Address) {
  const { bond, owed, movements } = await readBond(ctx.db, operator);
  const at = await chainClock(ctx);
  const { tokens, locked, thawing, thaws, slashed } = bond ?? {
    tokens: 0n,
    locked: 0n,
    thawing: 0n,
    thaws: [],
    slashed: 0n,
  };
  return {
    operator,
    tokens,
    locked,
    thawing,
    withdrawable: thaws
      .filter(({ readyAt }) => readyAt <= at)
      .reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    free: tokens - locked - thawing,
    thaws: thaws.map(({ amount, readyAt }) => ({ amount: BigInt(amount), readyAt: instant(readyAt) })),
    slashed,
    owed,
    movements: movements.map((row) => ({
      kind: row.kind,
      amount: row.amount,
      at: instant(row.at),
      transaction: row.transaction,
    })),
  };
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();

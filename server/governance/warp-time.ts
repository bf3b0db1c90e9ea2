import "server-only";
import { testActions } from "viem";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

/** Puts the chain's clock forward, so that a vote need not be waited for. Only a local chain has this; everywhere else it is refused. */
export async function warpTime(ctx: Context, { seconds }: { seconds: number }): Promise<{ now: string }> {
  requireWallet(ctx);
  if (!ctx.env.localChain) throw new MarketError("NOT_ON_THIS_CHAIN", {});
  const chain = ctx.chain.public.extend(testActions({ mode: "anvil" }));
  await chain.increaseTime({ seconds });
  // The next block carries the new time, and the indexer hears of it.
  await chain.mine({ blocks: 1 });
  const { timestamp } = await chain.getBlock({ blockTag: "latest" });
  return { now: new Date(Number(timestamp) * 1000).toISOString() };
}

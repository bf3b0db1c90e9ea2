import "server-only";
import { and, desc, eq, like } from "drizzle-orm";
import { encodeFunctionData, parseEther } from "viem";
import { relays } from "@/db/schema/money";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import { MarketError } from "@/lib/errors";
import { queueRelay, relayView } from "@/server/chain/queue-relay";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

const pauseSeconds = 30;
const gasMoney = parseEther("0.1");

/** Test USDC and a little gas for the signed-in wallet, on the local chain only, not more often than every half minute. */
export async function requestFaucet(ctx: Context) {
  const wallet = requireWallet(ctx);
  if (!ctx.env.localChain) throw new MarketError("NOT_ON_THIS_CHAIN", {});
  const [last] = await ctx.db
    .select({ at: relays.createdAt })
    .from(relays)
    .where(and(eq(relays.wallet, wallet), like(relays.id, "faucet:%")))
    .orderBy(desc(relays.createdAt))
    .limit(1);
  const waited = last ? (ctx.now.getTime() - last.at.getTime()) / 1000 : Infinity;
  if (waited < pauseSeconds)
    throw new MarketError("FAUCET_EMPTY", { seconds: Math.ceil(pauseSeconds - waited) });
  const id = `faucet:${wallet}:${ctx.now.getTime()}`;
  const data = encodeFunctionData({ abi: testUsdcAbi, functionName: "faucet", args: [wallet] });
  const relay = await ctx.db.transaction(async (tx) => {
    await queueRelay(tx, { id: `gas:${id}`, wallet, to: wallet, data: "0x", value: gasMoney, at: ctx.now });
    return queueRelay(tx, { id, wallet, to: ctx.env.deployment.contracts.usdc, data, at: ctx.now });
  });
  return relayView(relay);
}

import "server-only";
import { and, desc, eq, like } from "drizzle-orm";
import { encodeFunctionData, parseEther } from "viem";
import { relays } from "@/db/schema/money";
import { testFaucetAbi } from "@/lib/chain/abi/test-faucet";
import { MarketError } from "@/lib/errors";
import { queueRelay, relayView } from "@/server/chain/queue-relay";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

const pauseSeconds = 30;
const gasMoney = parseEther("0.1");

/** Which contract gives what. The test dollar gives itself. */
const givers = { usdc: "usdc", amb: "faucet" } as const;

/** Test USDC or AMB and a little gas for the signed-in wallet, on the local chain only, each not more often than every half minute. */
export async function requestFaucet(ctx: Context, wanted: keyof typeof givers) {
  const wallet = requireWallet(ctx);
  const to = ctx.env.deployment.contracts[givers[wanted]];
  if (!ctx.env.localChain || !to) throw new MarketError("NOT_ON_THIS_CHAIN", {});
  const [last] = await ctx.db
    .select({ at: relays.createdAt })
    .from(relays)
    .where(and(eq(relays.wallet, wallet), like(relays.id, `faucet:${wanted}:%`)))
    .orderBy(desc(relays.createdAt))
    .limit(1);
  const waited = last ? (ctx.now.getTime() - last.at.getTime()) / 1000 : Infinity;
  if (waited < pauseSeconds)
    throw new MarketError("FAUCET_EMPTY", { seconds: Math.ceil(pauseSeconds - waited) });
  const id = `faucet:${wanted}:${wallet}:${ctx.now.getTime()}`;
  const data = encodeFunctionData({ abi: testFaucetAbi, functionName: "faucet", args: [wallet] });
  const relay = await ctx.db.transaction(async (tx) => {
    await queueRelay(tx, { id: `gas:${id}`, wallet, to: wallet, data: "0x", value: gasMoney, at: ctx.now });
    return queueRelay(tx, { id, wallet, to, data, at: ctx.now });
  });
  return relayView(relay);
}

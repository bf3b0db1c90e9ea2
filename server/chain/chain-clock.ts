import "server-only";
import type { Context } from "@/server/context";

/**
 * The chain's clock in Unix seconds, as the block that is being made will have it. A local chain mines only on demand
 * and may have been put forward, so neither its last block nor our own clock tells the time there. Elsewhere both do.
 */
export async function chainClock({ chain, env, now }: Context): Promise<number> {
  const ours = Math.floor(now.getTime() / 1000);
  if (!env.localChain) return ours;
  const { timestamp } = await chain.public.getBlock({ blockTag: "pending" });
  return Number(timestamp);
}

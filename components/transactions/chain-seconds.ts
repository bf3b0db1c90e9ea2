import type { FlowContext } from "./flow-types";

/**
 * The chain's clock in Unix seconds, as the block that is being made will have it: what a deadline that a contract
 * checks is counted from. Only a local chain differs from our own clock: it may have been put forward.
 */
export async function chainSeconds({ chain, market, now }: FlowContext): Promise<number> {
  if (!market.chain.local) return Math.floor(now() / 1000);
  const { timestamp } = await chain.getBlock({ blockTag: "pending" });
  return Number(timestamp);
}

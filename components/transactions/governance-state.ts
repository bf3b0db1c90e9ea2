import { formatDuration } from "@/lib/time/duration";
import { governorAbi } from "@/lib/chain/abi/governor";
import { tokenAbi } from "@/lib/chain/abi/token";
import { contractOf } from "./escrow-state";
import type { FlowContext, Market } from "./flow-types";

/** How the governor is read: as it is in the block that is being made. */
export const governorAt = (market: Market) =>
  ({ address: contractOf(market, "governor"), abi: governorAbi, blockTag: "pending" }) as const;

/** How the token is read, in the same way. */
export const tokenAt = (market: Market) =>
  ({ address: contractOf(market, "token"), abi: tokenAbi, blockTag: "pending" }) as const;

/** How long a vote waits before it begins and then lasts, in words. */
export async function voteSpans({ chain, market }: FlowContext): Promise<{ delay: string; period: string }> {
  const governor = governorAt(market);
  const [delay, period] = await Promise.all([
    chain.readContract({ ...governor, functionName: "votingDelay" }),
    chain.readContract({ ...governor, functionName: "votingPeriod" }),
  ]);
  return { delay: spanText(delay), period: spanText(period) };
}

const spanText = (seconds: bigint | number) => formatDuration(Number(seconds) * 1000);

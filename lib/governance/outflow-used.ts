type Holding = { balance: bigint; available: bigint; outflowBps: bigint };

/**
 * What has left the treasury in the window that counts now, and what may leave in it, in the token's smallest unit. The
 * treasury tells only what is left: `Treasury._limit` is a share of what there would be had nothing left, which gives
 * `available = (balance + used) · bps − used`, here solved for `used`. Where the share is all of it there is no limit to
 * use up. When more has left than a smaller share allows, both are the limit.
 */
export function outflowUsedDown({ balance, available, outflowBps }: Holding): {
  used: bigint;
  limit: bigint;
} {
  const all = 10_000n;
  if (outflowBps >= all) return { used: 0n, limit: available };
  const used = (balance * outflowBps - available * all) / (all - outflowBps);
  const kept = used > 0n ? used : 0n;
  return { used: kept, limit: available + kept };
}

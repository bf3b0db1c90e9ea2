import { shareDown } from "./roundings";

/** What a broken promise costs: below `upBps` of a window, `creditBps` of its fees go back to the customer. */
type Step = { belowUpBps: bigint; creditBps: bigint };

/** Worst first, as `contracts/src/libraries/Sla.sol` has it. Tier 0 promises nothing. */
const tiers: readonly (readonly Step[])[] = [
  [],
  [step(9_500n, 10_000n), step(9_900n, 2_500n), step(9_950n, 1_000n)],
  [step(9_700n, 10_000n), step(9_950n, 2_500n), step(9_990n, 1_000n)],
  [step(9_900n, 10_000n), step(9_990n, 5_000n), step(9_995n, 2_500n)],
];

/** Basis points of a window's fees that go back when the device was up for `upBps` of it. */
export function creditBps(tier: number, upBps: bigint): bigint {
  return tiers[tier]?.find(({ belowUpBps }) => upBps < belowUpBps)?.creditBps ?? 0n;
}

/** The share of a window, in basis points, for which a device of that tier promises to be up; 0 where nothing is promised. */
export function promisedUpBps(tier: number): bigint {
  return tiers[tier]?.at(-1)?.belowUpBps ?? 0n;
}

/** The share of `elapsed` seconds that was not down, in basis points, rounded down. */
export function upBpsDown(elapsed: bigint, downSeconds: bigint): bigint {
  return ((elapsed - downSeconds) * 10_000n) / elapsed;
}

/** What of a window's fees goes back to the customer, µUSDC, rounded down. */
export function creditDown(tier: number, upBps: bigint, fees: bigint): bigint {
  return shareDown(fees, creditBps(tier, upBps));
}

function step(belowUpBps: bigint, credit: bigint): Step {
  return { belowUpBps, creditBps: credit };
}

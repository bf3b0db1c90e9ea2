/** The contracts' arithmetic (`contracts/src/libraries/Amounts.sol`): bigint µUSDC, what leaves a purse rounds down. */

const secondsPerHour = 3600n;
const bpsPerWhole = 10_000n;

/** What so many seconds cost at a rate for an hour, rounded down. */
export function amountDown(ratePerHour: bigint, seconds: bigint): bigint {
  return (ratePerHour * seconds) / secondsPerHour;
}

/** So many basis points of an amount, rounded down: the protocol's fee, an SLA credit. */
export function shareDown(amount: bigint, bps: bigint): bigint {
  return (amount * bps) / bpsPerWhole;
}

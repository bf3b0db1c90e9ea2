/** The most that one order may cost on a tab, in micro-dollars: 5 $. Above it, a lease of its own holds the money on chain. */
export const tabOrderMax = 5_000_000n;

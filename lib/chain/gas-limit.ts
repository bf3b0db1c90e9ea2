/** A new entry in a history of votes takes a fresh slot (20,000 and a cold access) instead of an old one. */
const entryGas = 22_100n;
/** The most histories that one call writes: of who gives votes, of who gets them, of what is staked, of all that is delegated. */
const histories = 4n;

/**
 * The most gas a transaction may use, from what it was estimated to use. Histories of votes have one entry a
 * second: the estimate overwrites an entry of this second where the block, a second later, adds one. A stake
 * that was estimated at 149,685 used 195,638. On top of that a fifth, for whatever else moves in between.
 * What is not used is not paid for.
 */
export const gasLimitOf = (estimate: bigint): bigint => (estimate * 12n) / 10n + histories * entryGas;

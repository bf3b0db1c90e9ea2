/**
 * How much less our price is than another, in basis points of the other, rounded down; negative where
 * ours is the higher one. Both in micro-dollars an hour.
 * @throws RangeError when the other price is not above zero: nothing is cheaper than free.
 */
export function savingBpsDown(ours: number, theirs: number): number {
  if (theirs <= 0) throw new RangeError(`Nothing can be saved on a price of ${theirs} µ$.`);
  return Math.floor(((theirs - ours) * 10_000) / theirs);
}

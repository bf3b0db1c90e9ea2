import type { Thaw } from "ponder:schema";

/** The thaws that are left when an amount is taken, the oldest first. */
export function takeOldest(thaws: Thaw[], amount: bigint): Thaw[] {
  let left = amount;
  return thaws.flatMap((thaw) => {
    const taken = left < BigInt(thaw.amount) ? left : BigInt(thaw.amount);
    left -= taken;
    const rest = BigInt(thaw.amount) - taken;
    return rest > 0n ? [{ ...thaw, amount: rest.toString() }] : [];
  });
}

/** No more may thaw than there is: what is over is taken of the oldest thaws. */
export function takeOldestOver(thaws: Thaw[], most: bigint): Thaw[] {
  const over = totalThawing(thaws) - most;
  return over > 0n ? takeOldest(thaws, over) : thaws;
}

export const totalThawing = (thaws: Thaw[]) => thaws.reduce((sum, { amount }) => sum + BigInt(amount), 0n);

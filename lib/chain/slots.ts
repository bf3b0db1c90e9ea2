import type { Observation } from "./attested";

/** An epoch is sixty slots, one bit each (`contracts/src/libraries/Slots.sol` has the same, with 64-bit words). */
const slotsPerEpoch = 60n;
const bitsPerWord = 64n;

/**
 * The slots in which at least `needed` of the observers saw the device down. An observer that could not judge a slot says
 * neither; a slot on which too few agree counts as up, because what is unknown is paid.
 */
export function slotsDown(observations: readonly Observation[], needed: number): bigint {
  let down = 0n;
  for (let slot = 0n; slot < bitsPerWord; slot++) {
    const votes = observations.filter(({ up, seen }) => ((seen & ~up) >> slot) & 1n).length;
    if (votes >= needed) down |= 1n << slot;
  }
  return down;
}

/** The slots of the epoch that begins at `epochStart` that lie wholly within `[from, to)`. All in seconds. */
export function slotsWithin(epochStart: bigint, slotSeconds: bigint, from: bigint, to: bigint): bigint {
  let inside = 0n;
  for (let slot = 0n; slot < slotsPerEpoch; slot++) {
    const start = epochStart + slot * slotSeconds;
    if (start >= from && start + slotSeconds <= to) inside |= 1n << slot;
  }
  return inside;
}

/** How many slots are set. */
export function countSlots(slots: bigint): number {
  let count = 0;
  for (let rest = slots; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}

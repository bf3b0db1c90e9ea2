/** How many entries are moved before the caller may do something else: a fraction of a millisecond. */
export const sortedAtOnce = 16_384;

const digitBits = 11;
const digits = 1 << digitBits;

/**
 * Sorts 32-bit keys, and the positions that they had with them; equal keys keep their order. Three passes
 * over memory instead of as many as the logarithm of their number. A generator gives way every so many
 * entries; the keys are overwritten.
 */
export function* radixSort(keys: Uint32Array<ArrayBuffer>): Generator<void, Entries> {
  const { length } = keys;
  let from = { keys, positions: new Uint32Array(length) };
  let to = { keys: new Uint32Array(length), positions: new Uint32Array(length) };
  for (let position = 0; position < length; position++) {
    if (position % sortedAtOnce === 0) yield;
    from.positions[position] = position;
  }
  for (let shift = 0; shift < 32; shift += digitBits) {
    const starts = new Uint32Array(digits);
    for (let first = 0; first < length; first += sortedAtOnce) {
      count(from.keys, starts, shift, first);
      yield;
    }
    for (let digit = 0, start = 0; digit < digits; digit++) {
      const entries = starts[digit]!;
      starts[digit] = start;
      start += entries;
    }
    for (let first = 0; first < length; first += sortedAtOnce) {
      move(from, to, starts, shift, first);
      yield;
    }
    [from, to] = [to, from];
  }
  return from;
}

function count(keys: Uint32Array, counts: Uint32Array, shift: number, first: number): void {
  const end = Math.min(keys.length, first + sortedAtOnce);
  for (let at = first; at < end; at++) counts[(keys[at]! >>> shift) & (digits - 1)]!++;
}

type Entries = { keys: Uint32Array<ArrayBuffer>; positions: Uint32Array<ArrayBuffer> };

function move(from: Entries, to: Entries, starts: Uint32Array, shift: number, first: number): void {
  const end = Math.min(from.keys.length, first + sortedAtOnce);
  for (let at = first; at < end; at++) {
    const key = from.keys[at]!;
    const target = starts[(key >>> shift) & (digits - 1)]!++;
    to.keys[target] = key;
    to.positions[target] = from.positions[at]!;
  }
}

import fc from "fast-check";
import { toHex } from "viem";
import { expect, test } from "vitest";
import { Directory, wordsOfId } from "./directory";

/** Ids that begin alike, so that most find their place taken. */
const crowded = fc
  .tuple(fc.constantFrom(0x7f, 0x80, 0xff), fc.nat(5), fc.nat(3))
  .map(([first, second, last]) =>
    toHex((BigInt(first) << 248n) + (BigInt(second) << 216n) + BigInt(last) + (1n << 60n), { size: 32 }),
  );

test("what was added and not removed is found, and the circle reads it in the order of ids", () => {
  fc.assert(
    fc.property(fc.array(crowded, { maxLength: 150 }), crowded, (steps, order) => {
      const directory = new Directory(256);
      const slots = new Map<string, number>();
      // An id that is there goes, one that is not comes.
      for (const [slot, id] of steps.entries()) {
        const held = slots.get(id);
        if (held !== undefined) {
          directory.remove(held);
          slots.delete(id);
        } else {
          wordsOfId(id, directory.ids, slot * 8);
          directory.add(slot);
          slots.set(id, slot);
        }
        for (const each of steps) expect(directory.find(wordsOfId(each))).toBe(slots.get(each) ?? -1);
      }
      expect(directory.size).toBe(slots.size);
      const start = directory.startOf(wordsOfId(order));
      const read = Array.from({ length: directory.circle }, (_, step) =>
        directory.at((start + step) % directory.circle),
      );
      const ids = [...slots.keys()].sort();
      const circle = [...ids.filter((id) => id >= order), ...ids.filter((id) => id < order)];
      expect(read.filter((slot) => slot >= 0).map((slot) => directory.idOf(slot))).toEqual(circle);
    }),
    { numRuns: 150 },
  );
});

test("the same id twice is refused by name", () => {
  const directory = new Directory(8);
  const id = toHex(7n, { size: 32 });
  for (const slot of [0, 1]) wordsOfId(id, directory.ids, slot * 8);
  directory.add(0);
  expect(() => directory.add(1)).toThrow(id);
});

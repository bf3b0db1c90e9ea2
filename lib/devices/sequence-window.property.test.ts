import fc from "fast-check";
import { expect, test } from "vitest";
import { sequenceWindow } from "./request-signature";
import { useSequence, windowOf } from "./sequence-window";

const sequences = fc.array(fc.bigInt({ min: 1n, max: 200n }), { minLength: 1, maxLength: 40 });

test("a number is used once, and only while fewer than 64 are between it and the highest", () => {
  fc.assert(
    fc.property(sequences, (all) => {
      const used = new Set<bigint>([1n]);
      let window = windowOf([1n]);
      for (const sequence of all) {
        const highest = [...used].reduce((most, each) => (each > most ? each : most));
        const after = useSequence(window, sequence);
        expect(after !== undefined).toBe(!used.has(sequence) && highest - sequence < sequenceWindow);
        if (!after) continue;
        used.add(sequence);
        window = after;
      }
      expect(window).toEqual(windowOf([...used]));
    }),
  );
});

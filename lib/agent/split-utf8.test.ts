import fc from "fast-check";
import { expect, test } from "vitest";
import { splitUtf8 } from "./split-utf8";

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true });

test("however a text is cut, each piece is text and together they are the whole", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
      (text, cuts) => {
        const bytes = encoder.encode(text);
        const splitter = splitUtf8();
        let said = "";
        let next = 0;
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = cuts[turn % cuts.length]!;
          for (const piece of splitter.push(at, bytes.subarray(at, at + size))) {
            expect(piece.offset).toBe(next);
            next += piece.bytes.length;
            said += strict.decode(piece.bytes);
          }
          at += size;
        }
        expect(splitter.rest()).toEqual([]);
        expect(said).toBe(text);
      },
    ),
  );
});

test("a character that never ends comes out with the rest", () => {
  const splitter = splitUtf8();
  expect(splitter.push(0, new Uint8Array([0x61, 0xe2, 0x82]))).toEqual([
    { offset: 0, bytes: new Uint8Array([0x61]) },
  ]);
  expect(splitter.rest()).toEqual([{ offset: 1, bytes: new Uint8Array([0xe2, 0x82]) }]);
});

test("bytes that are no text at all are not held back", () => {
  const splitter = splitUtf8();
  const noise = new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x80]);
  expect(splitter.push(0, noise)).toEqual([{ offset: 0, bytes: noise }]);
});

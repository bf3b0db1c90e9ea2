import fc from "fast-check";
import { expect, test } from "vitest";
import { exactUsd, parseUsd, shortUsdDown, usd6Max } from "./usd6";

test("what is printed exactly parses back to the same amount", () => {
  fc.assert(fc.property(fc.bigInt(0n, usd6Max), (amount) => parseUsd(exactUsd(amount)) === amount));
});

test("the short form never shows more than there is, in however many places", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, usd6Max), fc.integer({ min: 2, max: 6 }), (amount, places) => {
      const short = shortUsdDown(amount, places);
      return parseUsd(short.replaceAll(",", ""))! <= amount && short.split(".")[1]!.length >= places;
    }),
  );
});

test.each([
  [12_500_000n, "12.50"],
  [42_130n, "0.04213"],
  [14n, "0.000014"],
  [0n, "0.00"],
  [1_234_567_899_999n, "1,234,567.89"],
  [100_000n, "0.10"],
])("%s usd6 reads %s", (amount, text) => expect(shortUsdDown(amount)).toBe(text));

test.each([
  [12_345_678n, "12.3456"],
  [42_100n, "0.0421"],
  [14n, "0.000014"],
  [0n, "0.0000"],
])("%s usd6 in a column of four places reads %s", (amount, text) =>
  expect(shortUsdDown(amount, 4)).toBe(text),
);

test.each(["", "1.", ".5", "1e3", "-1", "1.0000001", "99999999999999", "1,000"])("%j is no amount", (text) =>
  expect(parseUsd(text)).toBeUndefined(),
);

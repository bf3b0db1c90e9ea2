import { hashTypedData } from "viem";
import { expect, test } from "vitest";
import { digestOfMany, manyEnrolments, placesAmong } from "./many-enrolments";
import { domain } from "./typed-data";

const at = domain(31_337, `0x${"de".repeat(20)}`);
const enrolment = (number: number) => ({
  device: `0x${(number + 1).toString(16).padStart(64, "0")}` as const,
  operator: `0x${"aa".repeat(20)}` as const,
  payout: `0x${"bb".repeat(20)}` as const,
  nonce: BigInt(number % 3),
  validUntil: 1_900_000_000,
});
const enrolments = (count: number) => Array.from({ length: count }, (_, number) => enrolment(number));

// viem hashes what the wallet gets by the rules of EIP-712 alone; the way up a tree has to come to the same.
test.each([1, 2, 3, 4, 5, 8, 31, 500, 512])(
  "of %i devices each shows that it was signed for, by its place",
  (count) => {
    const many = enrolments(count);
    const signed = hashTypedData(manyEnrolments(at, many));
    const places = placesAmong(many);
    for (const [index, each] of many.entries())
      expect(digestOfMany(at, each, places[index]!), `number ${index}`).toBe(signed);
  },
);

test("another device, payout or nonce at the same place is not what was signed", () => {
  const many = enrolments(5);
  const places = placesAmong(many);
  const signed = digestOfMany(at, many[3]!, places[3]!);
  for (const other of [
    many[2]!,
    { ...many[3]!, payout: `0x${"cc".repeat(20)}` as const },
    { ...many[3]!, nonce: 7n },
    { ...many[3]!, validUntil: 1_900_000_001 },
  ])
    expect(digestOfMany(at, other, places[3]!)).not.toBe(signed);
  expect(digestOfMany(at, many[3]!, { ...places[3]!, index: 2 })).not.toBe(signed);
});

test("more devices than one prompt can be about, or none, are refused before anybody signs", () => {
  expect(() => manyEnrolments(at, enrolments(513))).toThrow(/1 to 512 devices, not for 513/);
  expect(() => placesAmong([])).toThrow(/not for 0/);
});

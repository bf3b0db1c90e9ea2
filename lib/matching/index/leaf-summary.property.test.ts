import fc from "fast-check";
import { expect, test } from "vitest";
import { priceHalfDown, priceOfHalf } from "./leaf-summary";

const price = fc.oneof(fc.nat(5000), fc.nat(0x7fffffff));

test("a price in 16 bits is never above the price, and less by a thousandth at most", () => {
  fc.assert(
    fc.property(price, (price) => {
      const kept = priceOfHalf(priceHalfDown(price));
      expect(kept).toBeLessThanOrEqual(price);
      expect(price - kept).toBeLessThanOrEqual(price / 1024);
    }),
  );
});

test("of two prices the smaller has no larger half", () => {
  fc.assert(
    fc.property(price, price, (a, b) => {
      expect(Math.sign(priceHalfDown(a) - priceHalfDown(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0);
    }),
  );
});

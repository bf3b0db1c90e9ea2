import fc from "fast-check";
import { expect, test } from "vitest";
import { amountDown } from "@/lib/chain/roundings";
import { billedSecondsUp, ceilingDown } from "./cost";

test("0.05 $/h for 61 s is 847 µ$, the fraction is the customer's", () =>
  expect(amountDown(50_000n, 61n)).toBe(847n));

test("a device's clock never bills more than the gateway saw pass", () =>
  expect(billedSecondsUp({ deviceMs: 9_000, observedMs: 2_100, maxSeconds: 60 })).toBe(3));

test("no lease costs more than its ceiling", () => {
  const amount = fc.bigInt(0n, 10n ** 12n);
  fc.assert(
    fc.property(
      amount,
      amount,
      fc.integer({ min: 1, max: 2_592_000 }),
      fc.nat(1e10),
      fc.nat(1e10),
      (rate, maxTotal, maxSeconds, deviceMs, observedMs) => {
        const terms = { maxTotal, maxSeconds };
        const cost = amountDown(rate, BigInt(billedSecondsUp({ deviceMs, observedMs, maxSeconds })));
        return cost <= amountDown(rate, BigInt(maxSeconds)) && ceilingDown(terms, rate) <= maxTotal;
      },
    ),
  );
});

import fc from "fast-check";
import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepPriceDays, readPriceDays } from "@/db/queries/price-days";
import { leases } from "@/db/schema/leases";
import { priceDays } from "@/db/schema/network";
import { addEndedLease } from "@/server/testing/add-ended-lease";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";

const [minuteMs, dayMs] = [60_000, 86_400_000];

let market: TestMarket;
let device: Hex;
beforeAll(async () => {
  market = await startTestMarket();
  device = await addDevice(market);
});
afterAll(() => market.stop());

type Ended = { endedAt: Date; cost: bigint };

/** What happens one after the other: a lease ends, is written down up to half an hour later, and days may be kept then. */
const happening = fc.record({
  afterMs: fc.oneof(fc.nat(60 * minuteMs), fc.nat(20 * dayMs)),
  lateMs: fc.nat(30 * minuteMs),
  cost: fc.bigInt({ min: 0n, max: 9n }),
  isKept: fc.boolean(),
});

test("days that were kept are the sums of their leases, whenever and however often they were kept", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 15 }), async (happenings) => {
      await market.db.delete(leases);
      await market.db.delete(priceDays);
      const written: Ended[] = [];
      let now = Date.UTC(2026, 0, 1);
      for (const { afterMs, lateMs, cost, isKept } of happenings) {
        now += afterMs;
        const ended = { endedAt: new Date(now - lateMs), cost };
        await write(ended);
        written.push(ended);
        const keep = () => keepPriceDays(market.db, new Date(now));
        if (isKept) await Promise.all([keep(), keep()]);
        expect(await readPriceDays(market.db, new Date(now))).toEqual(addedUp(written, now));
      }
    }),
    { numRuns: 30 },
  );
});

test("a day that is over is read as it was kept", async () => {
  await market.db.delete(leases);
  await market.db.delete(priceDays);
  const noon = Date.UTC(2026, 0, 1, 12);
  await write({ endedAt: new Date(noon), cost: 5n });
  await keepPriceDays(market.db, new Date(noon + dayMs));
  await market.db.delete(leases);
  const days = await readPriceDays(market.db, new Date(noon + dayMs));
  expect(days).toEqual([{ day: "2026-01-01", leases: 1, cost: 5n }]);
});

test("an end that is written down after its midnight is in its day", async () => {
  await market.db.delete(leases);
  await market.db.delete(priceDays);
  const midnight = Date.UTC(2026, 0, 2);
  await write({ endedAt: new Date(midnight - dayMs / 2), cost: 5n });
  await keepPriceDays(market.db, new Date(midnight + minuteMs));
  await write({ endedAt: new Date(midnight - minuteMs), cost: 2n });
  await keepPriceDays(market.db, new Date(midnight + dayMs / 2));
  const days = await readPriceDays(market.db, new Date(midnight + dayMs / 2));
  expect(days).toEqual([{ day: "2026-01-01", leases: 2, cost: 7n }]);
});

// ---------------------------------------------------------------------------------------------

const [customer, sessionKey, operator] = ["1", "2", "3"].map((digit): Hex => `0x${digit.repeat(40)}`);

const write = (ended: Ended) =>
  addEndedLease(market.db, {
    customer: customer!,
    sessionKey: sessionKey!,
    operator: operator!,
    device,
    reason: "COMPLETED",
    ...ended,
  });

/** The last ninety days, added up from every lease. */
function addedUp(written: readonly Ended[], now: number) {
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  const days = new Map<string, { day: string; leases: number; cost: bigint }>();
  for (const { endedAt, cost } of written) {
    const day = dayOf(endedAt.getTime());
    if (cost === 0n || day < dayOf(now - 89 * dayMs)) continue;
    const sum = days.get(day) ?? { day, leases: 0, cost: 0n };
    days.set(day, { day, leases: sum.leases + 1, cost: sum.cost + cost });
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

import { expect, test } from "vitest";
import type { Ranked, Terms } from "@/lib/matching/rank";
import { summariseOrders, type OrderSeen } from "./lost-orders";

const mine = `0x${"1".repeat(64)}` as const;
const other = `0x${"2".repeat(64)}` as const;
const none = {
  price: 0,
  roundTrip: 0,
  unreliability: 0,
  carbon: 0,
  fetching: 0,
  established: 0,
  crowding: 0,
};

const ranked = (device: typeof mine, ratePerHour: number, terms: Partial<Terms>): Ranked => {
  const all = { ...none, ...terms };
  return { device, ratePerHour, terms: all, score: Object.values(all).reduce((sum, term) => sum + term, 0) };
};
const order = (more: Partial<OrderSeen>): OrderSeen => ({
  at: new Date(0),
  best: null,
  mine: null,
  exclusions: null,
  ...more,
});

test("every order is counted once: won, lost to another, impossible, or not told", () => {
  const won = ranked(mine, 5, { price: 5 });
  const best = ranked(other, 6, { price: 6 });
  const summary = summariseOrders(mine, [
    order({ best: won, mine: won }),
    order({ best, mine: ranked(mine, 8, { price: 8 }) }),
    order({ best, exclusions: [{ code: "POLICY_COUNTRY", facts: { country: "FR" } }] }),
    order({ exclusions: [{ code: "POLICY_COUNTRY", facts: { country: "IT" } }] }),
    order({ best }),
  ]);
  expect(summary).toMatchObject({ orders: 5, won: 1, outranked: 1, excluded: 2, unlisted: 1 });
  // The facts are those of the newest, which comes first.
  expect(summary.reasons).toEqual([{ code: "POLICY_COUNTRY", orders: 2, facts: { country: "FR" } }]);
});

test("what it lacked is where it was most behind, and not what cost it most points", () => {
  const best = ranked(other, 9, { price: 900, roundTrip: 10, unreliability: 500 });
  const behind = ranked(mine, 9, { price: 900, roundTrip: 200, unreliability: 550 });
  expect(summariseOrders(mine, [order({ best, mine: behind })]).lost).toEqual([
    { at: "1970-01-01T00:00:00.000Z", bestRate: 9, rate: 9, behindIn: "roundTrip" },
  ]);
});

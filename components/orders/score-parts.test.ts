import { expect, test } from "vitest";
import type { Ranked, Terms } from "@/lib/matching/rank";
import { scoreParts } from "./score-parts";

const none: Terms = {
  price: 0,
  roundTrip: 0,
  unreliability: 0,
  carbon: 0,
  fetching: 0,
  established: 0,
  crowding: 0,
};

test("terms that matter nowhere are left out, the heaviest stands first", () =>
  expect(scoreParts([setup({ price: 10 }), setup({ price: 5, crowding: 90 })]).map(({ key }) => key)).toEqual(
    ["crowding", "price"],
  ));

test("seven terms become five parts that still add up", () => {
  const ranked = setup({
    price: 70,
    roundTrip: 60,
    unreliability: 50,
    carbon: 40,
    fetching: 3,
    established: 2,
    crowding: 1,
  });
  const parts = scoreParts([ranked]);
  expect(parts.map(({ key }) => key)).toEqual(["price", "roundTrip", "unreliability", "carbon", "rest"]);
  expect(parts.reduce((sum, { points }) => sum + points(ranked.terms), 0)).toBe(ranked.score);
});

test("nothing ranked has no parts", () => expect(scoreParts([])).toEqual([]));

function setup(more: Partial<Terms>): Ranked {
  const terms = { ...none, ...more };
  return {
    device: "0x01",
    ratePerHour: 1,
    terms,
    score: Object.values(terms).reduce((sum, points) => sum + points, 0),
  };
}

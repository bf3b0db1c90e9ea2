import { expect, test } from "vitest";
import { local } from "@/contracts/script/parameters";
import { votedWeights } from "./voted-weights";
import { weightsOf } from "./weights";

test("a voted weight takes the place of the published one, of its objective and term alone", () => {
  const figures = new Map([
    ["nearest.price", "7"],
    ["cheapest.roundTrip", "9"],
    ["feeBps", "300"],
  ]);
  expect(votedWeights("nearest", figures)).toEqual({ ...weightsOf.nearest, price: 7 });
  expect(votedWeights("greenest", figures)).toEqual(weightsOf.greenest);
});

test("what is deployed are the published weights, so that nothing changes before the first vote", () => {
  const deployed = new Map(local.params.map(({ key, value }) => [key, value.toString()]));
  for (const [objective, published] of Object.entries(weightsOf))
    expect(votedWeights(objective as keyof typeof weightsOf, deployed)).toEqual(published);
});

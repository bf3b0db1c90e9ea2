import { expect, test } from "vitest";
import { Batches } from "./batches";

test("what comes meanwhile is done together, no more at once than there may be", async () => {
  const done: string[][] = [];
  const batches = new Batches(async (items: readonly string[]) => {
    done.push([...items]);
    return items.map(() => undefined);
  }, 5);
  const counts = { first: 1, two: 2, three: 3, one: 1, nine: 9, last: 1 };
  await Promise.all(Object.entries(counts).map(([name, count]) => batches.add(name, count)));
  expect(done).toEqual([["first"], ["two", "three"], ["one"], ["nine"], ["last"]]);
});

import { expect, test } from "vitest";
import { beat, evenPulse, type Pulse } from "./pulse";

const after = (lateness: readonly number[], from: Pulse = evenPulse) => lateness.reduce(beat, from);
const steady = (beats: number) => Array.from({ length: beats }, () => 20);

test("a tab that is merely busy goes on", () => {
  expect(after([900, 4_900, 3_000, 1_200]).isSlowed).toBe(false);
});

test("one that stood still takes nothing until it has run steadily for ten beats", () => {
  const slept = after([60_000]);
  expect(slept.isSlowed).toBe(true);
  expect(after(steady(9), slept).isSlowed).toBe(true);
  expect(after(steady(10), slept).isSlowed).toBe(false);
});

test("a late beat on the way back begins the count anew", () => {
  const slept = after([60_000, ...steady(9), 1_500]);
  expect(after(steady(9), slept).isSlowed).toBe(true);
  expect(after(steady(10), slept).isSlowed).toBe(false);
});

test("timers once a minute, as for tabs in the background, never let it back", () => {
  expect(after(Array.from({ length: 30 }, () => 59_000)).isSlowed).toBe(true);
});

import { expect, test } from "vitest";
import { runKills, victims } from "./run-kills";

test("a gateway, Postgres and both are killed while orders are placed: none lost, none booked twice", async () => {
  const report = await runKills(victims.length, 1, () => undefined);
  expect(report).toMatchObject({ kills: victims.length, lost: [], broken: [] });
  expect(report.acknowledged).toBeGreaterThanOrEqual(20 * victims.length);
}, 180_000);

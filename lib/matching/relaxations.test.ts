import { expect, test } from "vitest";
import type { ConstraintCount } from "./count-constraints";
import { relaxations } from "./relaxations";

const count = (code: ConstraintCount["code"], alone: number): ConstraintCount => ({
  code,
  excludes: 9,
  alone,
});

test("only limits that stand alone help, the most helpful first", () =>
  expect(
    relaxations([count("POLICY_COUNTRY", 0), count("RTT_OVER_LIMIT", 1), count("PRICE_BELOW_MARKET", 3)]).map(
      ({ code }) => code,
    ),
  ).toEqual(["PRICE_BELOW_MARKET", "RTT_OVER_LIMIT"]));

test("a device that is offline or draining is nobody's limit to relax", () =>
  expect(relaxations([count("DEVICE_OFFLINE", 4), count("NODE_DRAINING", 2)])).toEqual([]));

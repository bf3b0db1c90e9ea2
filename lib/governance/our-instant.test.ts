import { expect, test } from "vitest";
import { ourInstant } from "./our-instant";

test("what is ten seconds off on the chain is ten seconds off here, whatever the chain's clock shows", () =>
  expect(
    ourInstant("2026-01-01T05:00:10.000Z", "2026-01-01T05:00:00.000Z", Date.parse("2026-01-01T00:00:00Z")),
  ).toBe("2026-01-01T00:00:10.000Z"));

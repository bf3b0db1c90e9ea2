import { expect, test } from "vitest";
import { placeText } from "./price-standing";

test.each([
  [{ offers: 0, cheaper: 0, same: 0 }, "No other device offers it now."],
  [{ offers: 1, cheaper: 0, same: 0 }, "None of 1 other offer asks less."],
  [{ offers: 12, cheaper: 0, same: 2 }, "None of 12 other offers asks less, 2 ask the same."],
  [{ offers: 12, cheaper: 1, same: 0 }, "1 of 12 other offers asks less."],
  [{ offers: 12, cheaper: 4, same: 1 }, "4 of 12 other offers ask less, 1 asks the same."],
])("%o is told", (standing, text) => expect(placeText(standing)).toBe(text));

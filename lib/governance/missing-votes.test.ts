import { expect, test } from "vitest";
import { missingVotes } from "./missing-votes";

test.each([
  [10n, 3n],
  [7n, 0n],
  [6n, 0n],
  [null, undefined],
])("of a quorum of %s, %s are missing", (quorum, missing) =>
  expect(missingVotes({ against: 100n, for: 5n, abstain: 2n }, quorum)).toBe(missing),
);

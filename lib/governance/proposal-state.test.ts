import { expect, test } from "vitest";
import { proposalState } from "./proposal-state";

const proposal = {
  voteStart: 100,
  voteEnd: 200,
  against: 4n,
  for: 5n,
  abstain: 5n,
  executableAt: null,
  executedIn: null,
  cancelledIn: null,
};

test.each([
  ["pending", {}, 100, 10n],
  ["active", {}, 101, 10n],
  ["active", {}, 200, 10n],
  ["succeeded", {}, 201, 10n],
  ["defeated", {}, 201, 11n],
  ["defeated", { against: 5n }, 201, 10n],
  ["queued", { executableAt: 250 }, 201, 10n],
  ["executed", { executableAt: 250, executedIn: "0x1" }, 300, 10n],
  ["cancelled", { executableAt: 250, cancelledIn: "0x1" }, 300, 10n],
  ["cancelled", { cancelledIn: "0x1" }, 50, 10n],
])("it is %s with %o at %i and a quorum of %s", (state, more, at, quorum) =>
  expect(proposalState({ ...proposal, ...more }, at, quorum)).toBe(state),
);

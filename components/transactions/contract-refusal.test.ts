import { expect, test } from "vitest";
import type { AbiParameter } from "viem";
import { abiOf } from "@/lib/chain/abi-of";
import { contractRefusal } from "./contract-refusal";

/** What a wallet calls, by itself or through the gateway. */
const called = [
  "token",
  "usdc",
  "escrow",
  "bonds",
  "devices",
  "governor",
  "params",
  "treasury",
  "timelock",
  "upgradeTimelock",
] as const;

/** Only code that is wrong, a deployer, another contract or a call that no flow makes runs into these. */
const nobodys = new RegExp(
  [
    "^(AddressEmptyCode|CapExceeded|CheckpointUnorderedInsertion|CodeFrozen|InvalidInitialization|InvalidShortString)$",
    "^(NotInitializing|NotKeeper|NotLeases|NotGuardian|NotMinter|NotUpgrader|ReentrancyGuardReentrantCall)$",
    "^(SafeCastOverflowedUintDowncast|StringTooLong|HoldingsExceeded|AccessControlBadConfirmation)$",
    "^(ERC1967|ERC5805|ERC6372|UUPS|ECDSA|VotesExpired|ERC20ExceededSafeSupply|ERC20InvalidApprover)",
    "^(ERC20InvalidSender|ERC20InvalidSpender|BenchmarkNotAttested|BenchmarkStale|StatusRefused|TierTooHigh)$",
    "^Governor(DisabledDeposit|InvalidSignature|InvalidVotingPeriod|OnlyExecutor|PreventLateQuorum|ProposalQueueing)",
    "^Timelock(InvalidOperationLength|UnauthorizedCaller)$",
  ].join("|"),
);

const errors = called.flatMap((contract) =>
  abiOf[contract].flatMap((entry) =>
    entry.type === "error" && !nobodys.test(entry.name)
      ? [{ contract, name: entry.name, inputs: entry.inputs }]
      : [],
  ),
);

test.each(errors)("$name of $contract is said in a sentence", ({ contract, name, inputs }) => {
  const text = contractRefusal(name, inputs.map(sampleOf), contract);
  expect(text, "say in contract-refusal.ts what it means").not.toContain(name);
  expect(text).toMatch(/^[A-Z0-9].*\.$/);
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test("an error that nobody named is at least told by its name", () =>
  expect(contractRefusal("Odd", [], "escrow")).toBe("The contract refuses it: Odd."));

function sampleOf({ type }: AbiParameter): unknown {
  if (type === "address") return `0x${"12".repeat(20)}`;
  if (type.startsWith("bytes")) return `0x${"34".repeat(32)}`;
  return /^u?int(8|16|24|32|40|48)$/.test(type) ? 1 : 1n;
}

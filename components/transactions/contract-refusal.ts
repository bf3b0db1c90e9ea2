import { proposalStates } from "@/lib/governance/proposal-state";
import { amountText } from "./amount-text";

type Say = (args: readonly unknown[], contract: string) => string;

const amount = (contract: string, value: unknown) => amountText(contract, value as bigint);
const usd = (value: unknown) => amount("escrow", value);
const amb = (value: unknown) => amount("token", value);
const until = (seconds: unknown) =>
  new Date(Number(seconds) * 1000).toISOString().replace("T", " ").slice(0, 16);

/** What the contracts' errors that people can run into mean, with the values that they carry. */
const sentences: Record<string, Say> = {
  BalanceTooLow: ([, asked, free]) => `The balance has ${usd(free)} free, ${usd(asked)} were asked for.`,
  NothingToWithdraw: (_, contract) =>
    contract === "bonds"
      ? "There is nothing to withdraw yet: nothing has thawed to its end."
      : "There is nothing to withdraw yet: the money is still thawing, or the balance is empty.",
  AmountZero: () => "The amount is zero.",
  PermitRefused: ([, asked, allowance], contract) =>
    `The permit does not hold: ${amount(contract, asked)} are needed, the contract may take ${amount(contract, allowance)}.`,
  SignatureInvalid: () => "The signature does not belong to this wallet.",
  SessionKnown: () => "This session key is authorised already.",
  SessionUnknown: () => "The contract does not know this session key.",
  SessionEnded: ([, , end]) => `The session key ended at ${until(end)} UTC.`,
  EnrolmentExpired: ([validUntil]) =>
    `The enrolment ended at ${until(validUntil)} UTC. Start the agent again.`,
  DeviceTaken: ([, operator]) => `The device belongs to ${String(operator)} already.`,
  DeviceNotEnrolled: () => "The device is not enrolled.",
  NotOperator: () => "The device belongs to another operator.",
  ClassUnknown: ([deviceClass]) => `There is no class ${String(deviceClass)}.`,
  StakeTooLow: ([operator, asked, free]) =>
    `${String(operator)} has ${amb(free)} of stake free, ${amb(asked)} were asked for.`,
  Stopped: () => "The guardian has stopped this for the moment. Whatever leads out still works.",
  GovernorInsufficientProposerVotes: ([, votes, threshold]) =>
    `A proposal needs ${amb(threshold)} of votes behind it, you had ${amb(votes)} a moment ago.`,
  GovernorAlreadyCastVote: () => "This wallet has voted with all its votes.",
  GovernorExceedRemainingWeight: ([, asked, left]) =>
    `${amb(asked)} of votes were asked for, ${amb(left)} are left.`,
  GovernorUnexpectedProposalState: ([, state]) =>
    `The proposal is ${proposalStates[Number(state)] ?? "somewhere else"} now. Look at it again.`,
  TimelockUnexpectedOperationState: () => "It still waits in the timelock, or it is done already.",
  ParamOutOfBounds: ([, value, min, max]) =>
    `${String(value)} is outside the bounds: from ${String(min)} to ${String(max)}.`,
  ParamStepTooLarge: ([, before, value, step]) =>
    `From ${String(before)} to ${String(value)} is too far for one vote: ${String(step)} at most.`,
  OutflowExceeded: ([, , available]) =>
    `The treasury may pay out ${String(available)} of it in this window, in its smallest unit. Wait, or ask for less.`,
  ERC2612ExpiredSignature: () => "The permit has expired. Sign a new one.",
  ERC20InsufficientBalance: ([, balance, needed], contract) =>
    `The wallet holds ${amount(contract, balance)}, ${amount(contract, needed)} are needed.`,
};

/**
 * The sentence for an error of the contract that was called, or its bare name where we have none. `contract` is what
 * the market calls it.
 */
export function contractRefusal(name: string, args: readonly unknown[], contract: string): string {
  return sentences[name]?.(args, contract) ?? `The contract refuses it: ${name}.`;
}

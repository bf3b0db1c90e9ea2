import { ambText } from "@/lib/governance/amb";
import { proposalStates } from "@/lib/governance/proposal-state";
import { exactUsd } from "@/lib/money/usd6";

type Say = (...args: readonly unknown[]) => string;

const usd = (amount: unknown) => `$${exactUsd(amount as bigint)}`;
const amb = (amount: unknown) => ambText(amount as bigint);
const until = (seconds: unknown) =>
  new Date(Number(seconds) * 1000).toISOString().replace("T", " ").slice(0, 16);

/** What the contracts' errors that people can run into mean, with the values that they carry. */
const sentences: Record<string, Say> = {
  BalanceTooLow: (_, asked, free) => `The balance has ${usd(free)} free, ${usd(asked)} were asked for.`,
  NothingToWithdraw: () =>
    "There is nothing to withdraw yet: the money is still thawing, or the balance is empty.",
  AmountZero: () => "The amount is zero.",
  PermitRefused: (_, amount, allowance) =>
    `The permit does not hold: ${usd(amount)} are needed, the escrow may take ${usd(allowance)}.`,
  SignatureInvalid: () => "The signature does not belong to this wallet.",
  SessionKnown: () => "This session key is authorised already.",
  SessionUnknown: () => "The contract does not know this session key.",
  SessionEnded: (_, __, end) => `The session key ended at ${until(end)} UTC.`,
  EnrolmentExpired: (validUntil) => `The enrolment ended at ${until(validUntil)} UTC. Start the agent again.`,
  DeviceTaken: (_, operator) => `The device belongs to ${String(operator)} already.`,
  DeviceNotEnrolled: () => "The device is not enrolled.",
  NotOperator: () => "The device belongs to another operator.",
  StakeTooLow: (operator, asked, free) =>
    `${String(operator)} has ${amb(free)} of stake free, ${amb(asked)} were asked for.`,
  GovernorInsufficientProposerVotes: (_, votes, threshold) =>
    `A proposal needs ${amb(threshold)} of votes behind it, you had ${amb(votes)} a moment ago.`,
  GovernorAlreadyCastVote: () => "This wallet has voted with all its votes.",
  GovernorExceedRemainingWeight: (_, asked, left) =>
    `${amb(asked)} of votes were asked for, ${amb(left)} are left.`,
  GovernorUnexpectedProposalState: (_, state) =>
    `The proposal is ${proposalStates[Number(state)] ?? "somewhere else"} now. Look at it again.`,
  TimelockUnexpectedOperationState: () => "It still waits in the timelock, or it is done already.",
  ParamOutOfBounds: (_, value, min, max) =>
    `${String(value)} is outside the bounds: from ${String(min)} to ${String(max)}.`,
  ParamStepTooLarge: (_, before, value, step) =>
    `From ${String(before)} to ${String(value)} is too far for one vote: ${String(step)} at most.`,
  OutflowExceeded: (_, __, available) =>
    `The treasury may pay out ${String(available)} of it in this window, in its smallest unit. Wait, or ask for less.`,
  ERC2612ExpiredSignature: () => "The permit has expired. Sign a new one.",
  ERC20InsufficientBalance: (_, balance, needed) =>
    `The wallet holds ${usd(balance)}, ${usd(needed)} are needed.`,
};

/** The sentence for a contract's error, or its bare name where we have none. */
export function contractRefusal(name: string, args: readonly unknown[]): string {
  return sentences[name]?.(...args) ?? `The contract refuses it: ${name}.`;
}

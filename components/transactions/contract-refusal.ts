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
    `The permit does not hold: ${amount(contract, asked)} are needed, the contract may take ${amount(contract, allowance)}. It has ended, was used before, or another permit of this wallet came first.`,
  IntakePaused: (_args, contract) =>
    `The guardian has stopped deposits for the moment${contract === "escrow" ? "; withdrawals work" : ""}.`,
  KeySignatureInvalid: ([key]) => `The signature is not by the session key ${String(key)}.`,
  SessionCap: ([, , asked, left]) =>
    `The session key may spend ${usd(left)} more, ${usd(asked)} were asked for.`,
  SessionScope: () => "The session key is not allowed to sign this kind of thing.",
  TabStale: ([, , cumulative, redeemed]) =>
    `The tab says ${usd(cumulative)}, of which ${usd(redeemed)} were redeemed already.`,
  TabFeeUnknown: ([named, inForce]) =>
    `The tab names a fee of ${String(named)} basis points, which was never in force; ${String(inForce)} are.`,
  TabUnfunded: ([, , balance]) => `The customer's balance has ${usd(balance)} left, too little for this tab.`,
  TransferShort: ([asked, received]) => `${usd(asked)} were to come, ${usd(received)} came.`,
  SafeERC20FailedOperation: () => "The token did not let the transfer happen.",
  SignatureInvalid: () => "The signature does not belong to this wallet.",
  SessionKnown: () => "This session key is authorised already.",
  SessionUnknown: () => "The contract does not know this session key.",
  SessionEnded: ([, , end]) => `The session key ended at ${until(end)} UTC.`,
  EnrolmentExpired: ([validUntil]) =>
    `The enrolment ended at ${until(validUntil)} UTC. Start the agent again.`,
  EnrolmentNonce: () => "The device was enrolled since this was signed. Start its agent again.",
  DeviceKeyMismatch: () => "The public key is not the device's.",
  DeviceSignatureInvalid: () => "The signature is not the device's.",
  OperatorSignatureInvalid: ([operator]) =>
    `The signature is not by ${String(operator)}, or not for this device.`,
  PayoutDiffers: ([, asked, inForce]) =>
    `Your devices are paid to ${String(inForce)}, this one would be paid to ${String(asked)}. Change the payout address first.`,
  DeviceTaken: ([, operator]) => `The device belongs to ${String(operator)} already.`,
  DeviceNotEnrolled: () => "The contract does not know the device as enrolled: not yet, or no longer.",
  NotOperator: () => "The device belongs to another operator.",
  ClassUnknown: ([deviceClass]) => `There is no class ${String(deviceClass)}.`,
  AppealRunning: ([, releaseAt]) => `It can still be appealed, until ${until(releaseAt)} UTC.`,
  AppealUnknown: () => "Nothing is held back under that number.",
  StakeTooLow: ([operator, asked, free]) =>
    `${String(operator)} has ${amb(free)} of stake free, ${amb(asked)} were asked for.`,
  Stopped: () => "The guardian has stopped this for the moment. Whatever leads out still works.",
  GovernorInsufficientProposerVotes: ([, votes, threshold]) =>
    `A proposal needs ${amb(threshold)} of votes behind it, you had ${amb(votes)} a moment ago.`,
  GovernorAlreadyCastVote: () => "This wallet has voted with all its votes.",
  GovernorExceedRemainingWeight: ([, asked, left]) =>
    `${amb(asked)} of votes were asked for, ${amb(left)} are left.`,
  GovernorAlreadyQueuedProposal: () => "It is in the timelock already.",
  GovernorNonexistentProposal: () => "The governor does not know this proposal.",
  GovernorUnableToCancel: () => "Only its proposer can withdraw a proposal, and only before voting begins.",
  GovernorRestrictedProposer: ([proposer]) => `Only ${String(proposer)} may put this text to the vote.`,
  GovernorInvalidProposalLength: () => "A proposal needs at least one act.",
  GovernorInvalidVoteType: () => "Votes go for, against or to abstain.",
  GovernorInvalidVoteParams: () => "The parts of the vote cannot be read.",
  FailedCall: () => "One of the acts was refused when it was carried out, so none of them happened.",
  GovernorUnexpectedProposalState: ([, state]) =>
    `The proposal is ${proposalStates[Number(state)] ?? "somewhere else"} now. Look at it again.`,
  TimelockUnexpectedOperationState: () => "It still waits in the timelock, or it is done already.",
  TimelockUnexecutedPredecessor: () => "Something that has to happen before it has not happened yet.",
  TimelockInsufficientDelay: () => "It would wait shorter than the timelock demands.",
  AccessControlUnauthorizedAccount: () => "This wallet may not do that; only the timelock may.",
  NotGovernance: () => "Only a vote may do this.",
  ParamUnknown: () => "There is no parameter of that name.",
  ParamDuplicate: () => "There is a parameter of that name already.",
  ParamOutOfBounds: ([, value, min, max]) =>
    `${String(value)} is outside the bounds: from ${String(min)} to ${String(max)}.`,
  ParamStepTooLarge: ([, before, value, step]) =>
    `From ${String(before)} to ${String(value)} is too far for one vote: ${String(step)} at most.`,
  OutflowExceeded: ([, , available]) =>
    `The treasury may pay out ${String(available)} of it in this window, in its smallest unit. Wait, or ask for less.`,
  RateLimitExceeded: () => "That is more than the limit of this window lets through. Wait, or ask for less.",
  ShareTooLarge: () => "The share is larger than the treasury may pay out.",
  ERC20InsufficientAllowance: ([, allowance, needed], contract) =>
    `The contract may take ${amount(contract, allowance)} from the wallet, ${amount(contract, needed)} are needed.`,
  ERC20InvalidReceiver: () => "Nothing can be sent to that address.",
  ERC2612InvalidSigner: () => "The permit was signed by another wallet, or for another state of this one.",
  InvalidAccountNonce: () => "Another signature of this wallet came first. Sign a new one.",
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

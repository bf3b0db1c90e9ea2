import { authoriseSession } from "./flows/authorise-session";
import { cancelProposal } from "./flows/cancel-proposal";
import { cancelThaw } from "./flows/cancel-thaw";
import { cancelStakeThaw } from "./flows/cancel-stake-thaw";
import { castVote } from "./flows/cast-vote";
import { collect } from "./flows/collect";
import { delegate } from "./flows/delegate";
import { deposit } from "./flows/deposit";
import { executeOperation } from "./flows/execute-operation";
import { executeProposal } from "./flows/execute-proposal";
import { faucet } from "./flows/faucet";
import { getAmb } from "./flows/get-amb";
import { propose } from "./flows/propose";
import { queueProposal } from "./flows/queue-proposal";
import { retireDevices } from "./flows/retire-devices";
import { revokeSession } from "./flows/revoke-session";
import { setClass } from "./flows/set-class";
import { setPayout } from "./flows/set-payout";
import { signIn } from "./flows/sign-in";
import { sponsorDevices } from "./flows/sponsor-devices";
import { stake } from "./flows/stake";
import { thaw } from "./flows/thaw";
import { thawStake } from "./flows/thaw-stake";
import { withdraw } from "./flows/withdraw";
import { withdrawEarnings } from "./flows/withdraw-earnings";
import { withdrawStake } from "./flows/withdraw-stake";
import type { Flow } from "./flow-types";

/** Every intention that is signed or sent, by name. A new one is a file and a line. */
const flows = {
  "sign-in": signIn,
  faucet,
  deposit,
  "authorise-session": authoriseSession,
  "revoke-session": revokeSession,
  thaw,
  "cancel-thaw": cancelThaw,
  withdraw,
  "sponsor-devices": sponsorDevices,
  "retire-devices": retireDevices,
  "set-payout": setPayout,
  "withdraw-earnings": withdrawEarnings,
  stake,
  "thaw-stake": thawStake,
  "cancel-stake-thaw": cancelStakeThaw,
  "withdraw-stake": withdrawStake,
  collect,
  "set-class": setClass,
  "get-amb": getAmb,
  delegate,
  propose,
  "cast-vote": castVote,
  "queue-proposal": queueProposal,
  "execute-proposal": executeProposal,
  "execute-operation": executeOperation,
  "cancel-proposal": cancelProposal,
} as const;

export type FlowName = keyof typeof flows;
export type FlowInput<Name extends FlowName> = (typeof flows)[Name] extends Flow<infer Input> ? Input : never;

/** The flow of a record, whose input was typed when it was started. */
export const flowOf = (name: FlowName) => flows[name] as Flow<unknown>;

import { bigint, boolean, integer, json, numeric, pgSchema, primaryKey, text } from "drizzle-orm/pg-core";
import { address, bytes32, hex } from "./columns";

/**
 * What the indexer reads off the chain, as it lays it out (`indexer/ponder.schema.ts`); a test holds the
 * two against each other. These tables are its own: nothing here writes them. Times are Unix seconds.
 */
const chain = pgSchema("chain");

// No table here has the name of one of ours: drizzle tells joined tables apart by name.

/** The contract's whole numbers. */
const amount = () => numeric({ precision: 78, mode: "bigint" });

/** Where and when on the chain it was said. */
const when = () => ({
  transaction: bytes32().notNull(),
  block: bigint({ mode: "number" }).notNull(),
  at: bigint({ mode: "number" }).notNull(),
});

/** One part of an amount that thaws, as digits, because JSON has no bigint. */
type Thaw = { amount: string; readyAt: number };

/** Which block the tables stand at. */
export const chainHeads = chain.table("heads", {
  chainId: integer().primaryKey(),
  number: bigint({ mode: "number" }).notNull(),
  timestamp: bigint({ mode: "number" }).notNull(),
});

/** Sums that a contract keeps over everybody: `TotalName` in `indexer/src/totals.ts` lists them. */
export const chainTotals = chain.table("totals", {
  name: text().primaryKey(),
  value: amount().notNull(),
});

/** A customer's balance in the contract, the thawing part included. */
export const chainBalances = chain.table("balances", {
  customer: address().primaryKey(),
  /** Everything that is not locked in a lease, the thawing part included. */
  balance: amount().notNull(),
  thawing: amount().notNull(),
  /** When the last thaw is over, in Unix seconds. */
  thawedAt: bigint({ mode: "number" }),
});

export const movementKinds = [
  "deposit",
  "payment",
  "thaw",
  "thaw-cancelled",
  "withdrawal",
  "earnings-withdrawn",
  "earnings-kept",
  "lease-deposit",
  "lease-top-up",
  "lease-refund",
  "cover",
  "cover-returned",
  "sla-credit",
] as const;

/** Every change of a balance, with the transaction that made it. */
export const chainMovements = chain.table("movements", {
  id: text().primaryKey(),
  wallet: address().notNull(),
  kind: text({ enum: movementKinds }).notNull(),
  amount: amount().notNull(),
  fee: amount().notNull(),
  counterparty: address(),
  ...when(),
});

export const chainSessions = chain.table(
  "sessions",
  {
    customer: address().notNull(),
    key: address().notNull(),
    cap: amount().notNull(),
    spent: amount().notNull(),
    /** A revoked session ends when it was revoked. */
    validUntil: bigint({ mode: "number" }).notNull(),
    scope: integer().notNull(),
    revoked: boolean().notNull(),
    redeemableUntil: bigint({ mode: "number" }),
    transaction: bytes32().notNull(),
  },
  (t) => [primaryKey({ columns: [t.customer, t.key] })],
);

/** What the contract has paid out of each tab in all. */
export const chainTabTotals = chain.table(
  "tab_totals",
  {
    customer: address().notNull(),
    operator: address().notNull(),
    feeBps: integer().notNull(),
    redeemed: amount().notNull(),
    paid: amount().notNull(),
    fees: amount().notNull(),
  },
  (t) => [primaryKey({ columns: [t.customer, t.operator, t.feeBps] })],
);

/** Each redemption of a tab. */
export const chainTabPayments = chain.table("tab_payments", {
  id: text().primaryKey(),
  customer: address().notNull(),
  operator: address().notNull(),
  feeBps: integer().notNull(),
  key: address().notNull(),
  cumulative: amount().notNull(),
  /** The tab's total after this payment. A lease is settled by the first payment that reaches its place on the tab. */
  redeemed: amount().notNull(),
  paid: amount().notNull(),
  fee: amount().notNull(),
  ...when(),
});

export const chainOperators = chain.table("operators", {
  operator: address().primaryKey(),
  payout: address(),
  /** What tabs and leases paid, after the fee. */
  earned: amount().notNull(),
  fees: amount().notNull(),
  /** Taken out to the payout address, or kept as balance. */
  withdrawn: amount().notNull(),
  /** What broken promises cost. */
  credited: amount().notNull(),
});

/** A call in a batch that was refused while the others went through. */
export const chainRefusedCalls = chain.table("refused_calls", {
  id: text().primaryKey(),
  contract: text().notNull(),
  index: integer().notNull(),
  error: hex().notNull(),
  ...when(),
});

export const chainLeaseDeposits = chain.table("lease_deposits", {
  id: bytes32().primaryKey(),
  customer: address().notNull(),
  operator: address().notNull(),
  device: bytes32().notNull(),
  key: address().notNull(),
  order: bytes32().notNull(),
  specHash: bytes32().notNull(),
  ratePerHour: amount().notNull(),
  tier: integer().notNull(),
  feeBps: integer().notNull(),
  startedAt: bigint({ mode: "number" }).notNull(),
  /** When it ends or ended. With `finalised` it says where the lease stands; no event tells that time ran out. */
  endsAt: bigint({ mode: "number" }).notNull(),
  deposit: amount().notNull(),
  paid: amount().notNull(),
  fees: amount().notNull(),
  /** The operator's money that still answers for the promise. */
  cover: amount().notNull(),
  credited: amount().notNull(),
  refunded: amount().notNull(),
  downSeconds: bigint({ mode: "number" }).notNull(),
  finalised: boolean().notNull(),
  closedBy: address(),
  closeReason: text(),
  ...when(),
});

export const chainLeasePayments = chain.table("lease_payments", {
  id: text().primaryKey(),
  lease: bytes32().notNull(),
  customer: address().notNull(),
  operator: address().notNull(),
  device: bytes32().notNull(),
  amount: amount().notNull(),
  fee: amount().notNull(),
  /** The lease's total after this payment. */
  paid: amount().notNull(),
  basis: text({ enum: ["voucher", "close", "attested", "timeout"] }).notNull(),
  ...when(),
});

export const chainSlaCredits = chain.table("sla_credits", {
  id: text().primaryKey(),
  lease: bytes32().notNull(),
  customer: address().notNull(),
  operator: address().notNull(),
  device: bytes32().notNull(),
  window: bigint({ mode: "number" }).notNull(),
  upBps: integer().notNull(),
  credit: amount().notNull(),
  cover: amount().notNull(),
  ...when(),
});

/** How long the verifiers found a lease's device down, by the end of an epoch. */
export const chainLeaseAttestations = chain.table("lease_attestations", {
  id: text().primaryKey(),
  lease: bytes32().notNull(),
  device: bytes32().notNull(),
  epoch: bigint({ mode: "number" }).notNull(),
  downSeconds: bigint({ mode: "number" }).notNull(),
  ...when(),
});

export const chainCancelledOrders = chain.table(
  "cancelled_orders",
  {
    customer: address().notNull(),
    salt: amount().notNull(),
    ...when(),
  },
  (t) => [primaryKey({ columns: [t.customer, t.salt] })],
);

export const chainRegistrations = chain.table("registrations", {
  id: bytes32().primaryKey(),
  operator: address().notNull(),
  status: text({ enum: ["enrolled", "retired", "suspended", "banned"] }).notNull(),
  class: integer().notNull(),
  stake: amount().notNull(),
  /** What it is approved for until `approvableAt`; from then on `nominatedTier`, if there is one. */
  tier: integer().notNull(),
  nominatedTier: integer().notNull(),
  /** 0: never by itself. */
  approvableAt: bigint({ mode: "number" }).notNull(),
  enrolledAt: bigint({ mode: "number" }).notNull(),
  x: bytes32().notNull(),
  y: bytes32().notNull(),
  /** Of the newest enrolment. */
  transaction: bytes32().notNull(),
});

/** Everything that was said about a device, in order. */
export const chainDeviceHistory = chain.table("device_history", {
  id: text().primaryKey(),
  device: bytes32().notNull(),
  kind: text().notNull(),
  /** The class, tier or status that it changed to. */
  value: text().notNull(),
  reason: text(),
  ...when(),
});

export const chainClassRules = chain.table("class_rules", {
  class: integer().primaryKey(),
  stake: amount().notNull(),
  maxTier: integer().notNull(),
  autoApprove: boolean().notNull(),
});

export const chainBonds = chain.table("bonds", {
  operator: address().primaryKey(),
  /** Locked and thawing parts included. Each is a vote. */
  tokens: amount().notNull(),
  locked: amount().notNull(),
  thawing: amount().notNull(),
  /** Oldest first. */
  thaws: json().$type<Thaw[]>().notNull(),
  slashed: amount().notNull(),
});

export const chainBondMovements = chain.table("bond_movements", {
  id: text().primaryKey(),
  operator: address().notNull(),
  kind: text().notNull(),
  amount: amount().notNull(),
  ...when(),
});

export const chainSlashes = chain.table("slashes", {
  id: text().primaryKey(),
  operator: address().notNull(),
  victim: address().notNull(),
  amount: amount().notNull(),
  toVictim: amount().notNull(),
  reason: text().notNull(),
  /** The appeal that it waits for; 0 when it took effect at once. */
  appeal: amount().notNull(),
  ...when(),
});

/** A large slash that waits or waited. */
export const chainAppeals = chain.table("appeals", {
  id: amount().primaryKey(),
  operator: address().notNull(),
  amount: amount().notNull(),
  victim: address().notNull(),
  toVictim: amount().notNull(),
  releaseAt: bigint({ mode: "number" }).notNull(),
  state: text({ enum: ["waiting", "released", "returned"] }).notNull(),
});

/** What slashes owe to whom they were for, until it is collected. */
export const chainSlashDebts = chain.table("slash_debts", {
  account: address().primaryKey(),
  owed: amount().notNull(),
  collected: amount().notNull(),
});

export const chainCommittees = chain.table("committees", {
  version: integer().primaryKey(),
  /** In small letters, in the order of their seats. */
  members: json().$type<string[]>().notNull(),
  quorum: integer().notNull(),
  assigned: integer().notNull(),
  ...when(),
});

export const chainEpochRoots = chain.table("epoch_roots", {
  epoch: bigint({ mode: "number" }).primaryKey(),
  root: bytes32().notNull(),
  dataHash: bytes32().notNull(),
  /** A bit for each seat. */
  signers: bigint({ mode: "number" }).notNull(),
  committee: integer().notNull(),
  /** The epoch of the good root before it; 0 for the first. */
  previous: bigint({ mode: "number" }).notNull(),
  finalAt: bigint({ mode: "number" }).notNull(),
  state: text({ enum: ["posted", "void"] }).notNull(),
  /** Whose lie was proven, when void. */
  voidCause: bigint({ mode: "number" }),
  voidReason: text(),
  voidedIn: bytes32(),
  ...when(),
});

/** Doubts about one leaf. A demand is over when it was shown, or its root fell, or the time to condemn went by. */
export const chainEvidenceDemands = chain.table(
  "evidence_demands",
  {
    epoch: bigint({ mode: "number" }).notNull(),
    leaf: bytes32().notNull(),
    by: address().notNull(),
    deposit: amount().notNull(),
    answerBy: bigint({ mode: "number" }).notNull(),
    shownBy: address(),
    shownIn: bytes32(),
    ...when(),
  },
  (t) => [primaryKey({ columns: [t.epoch, t.leaf] })],
);

export const chainEquivocations = chain.table("equivocations", {
  id: text().primaryKey(),
  verifier: address().notNull(),
  device: bytes32().notNull(),
  epoch: bigint({ mode: "number" }).notNull(),
  by: address().notNull(),
  ...when(),
});

export const chainRewardRoots = chain.table("reward_roots", {
  epoch: bigint({ mode: "number" }).primaryKey(),
  root: bytes32().notNull(),
  total: amount().notNull(),
  activeAt: bigint({ mode: "number" }).notNull(),
  state: text({ enum: ["waiting", "active", "replaced", "disabled"] }).notNull(),
  minted: amount().notNull(),
  ...when(),
});

export const chainRewardTotals = chain.table("reward_totals", {
  account: address().primaryKey(),
  claimed: amount().notNull(),
});

export const chainRewardClaims = chain.table("reward_claims", {
  id: text().primaryKey(),
  account: address().notNull(),
  amount: amount().notNull(),
  cumulative: amount().notNull(),
  ...when(),
});

/** A figure that a vote can move, of `params` or of another contract. Addresses are figures in hex. */
export const chainFigures = chain.table(
  "figures",
  {
    contract: text().notNull(),
    name: text().notNull(),
    value: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.contract, t.name] })],
);

export const chainFigureChanges = chain.table("figure_changes", {
  id: text().primaryKey(),
  contract: text().notNull(),
  name: text().notNull(),
  /** Null for the first value. */
  before: text(),
  value: text().notNull(),
  ...when(),
});

export const chainProposals = chain.table("proposals", {
  id: amount().primaryKey(),
  proposer: address().notNull(),
  description: text().notNull(),
  voteStart: bigint({ mode: "number" }).notNull(),
  /** A late quorum puts it off. */
  voteEnd: bigint({ mode: "number" }).notNull(),
  against: amount().notNull(),
  for: amount().notNull(),
  abstain: amount().notNull(),
  voters: integer().notNull(),
  /** When anyone may execute it; null until it is queued. */
  executableAt: bigint({ mode: "number" }),
  queuedIn: bytes32(),
  executedIn: bytes32(),
  cancelledIn: bytes32(),
  /** The timelock's name for it. */
  timelockId: bytes32(),
  ...when(),
});

export const chainProposalActions = chain.table(
  "proposal_actions",
  {
    proposal: amount().notNull(),
    index: integer().notNull(),
    target: address().notNull(),
    value: amount().notNull(),
    data: hex().notNull(),
  },
  (t) => [primaryKey({ columns: [t.proposal, t.index] })],
);

export const chainVotes = chain.table("votes", {
  id: text().primaryKey(),
  proposal: amount().notNull(),
  voter: address().notNull(),
  against: amount().notNull(),
  for: amount().notNull(),
  abstain: amount().notNull(),
  reason: text().notNull(),
  ...when(),
});

export const chainTokenBalances = chain.table("token_balances", {
  holder: address().primaryKey(),
  balance: amount().notNull(),
});

export const chainDelegations = chain.table("delegations", {
  delegator: address().primaryKey(),
  delegate: address().notNull(),
  ...when(),
});

/** Votes of wallet tokens. Staked tokens vote beside them: see `bonds`. */
export const chainVotingPower = chain.table("voting_power", {
  delegate: address().primaryKey(),
  votes: amount().notNull(),
});

/** What a timelock was told to do. */
export const chainOperations = chain.table(
  "operations",
  {
    timelock: text().notNull(),
    id: bytes32().notNull(),
    predecessor: bytes32().notNull(),
    salt: bytes32().notNull(),
    delay: bigint({ mode: "number" }).notNull(),
    readyAt: bigint({ mode: "number" }).notNull(),
    state: text({ enum: ["waiting", "done", "cancelled"] }).notNull(),
    doneIn: bytes32(),
    ...when(),
  },
  (t) => [primaryKey({ columns: [t.timelock, t.id] })],
);

export const chainOperationCalls = chain.table(
  "operation_calls",
  {
    timelock: text().notNull(),
    timelockId: bytes32().notNull(),
    index: integer().notNull(),
    target: address().notNull(),
    value: amount().notNull(),
    data: hex().notNull(),
  },
  (t) => [primaryKey({ columns: [t.timelock, t.timelockId, t.index] })],
);

/** Who may do what at a timelock. A row is there as long as the role is held. */
export const chainRoles = chain.table(
  "roles",
  {
    timelock: text().notNull(),
    role: bytes32().notNull(),
    account: address().notNull(),
  },
  (t) => [primaryKey({ columns: [t.timelock, t.role, t.account] })],
);

export const chainCodeChanges = chain.table("code_changes", {
  id: text().primaryKey(),
  contract: text().notNull(),
  kind: text({ enum: ["upgraded", "initialised", "frozen"] }).notNull(),
  implementation: address(),
  ...when(),
});

/** Until when the guardian stopped what a bit names: 1 leases, 2 staking, 4 enrolling, 8 roots. */
export const chainPauses = chain.table("pauses", {
  bit: integer().primaryKey(),
  until: bigint({ mode: "number" }).notNull(),
});

export const chainGuardianActs = chain.table("guardian_acts", {
  id: text().primaryKey(),
  kind: text().notNull(),
  /** The bits, the date, the council, the appeal or the root that it is about. */
  value: text().notNull(),
  until: bigint({ mode: "number" }),
  ...when(),
});

export const chainTreasuryBalances = chain.table("treasury_balances", {
  token: address().primaryKey(),
  balance: amount().notNull(),
});

/** Every AMB and every dollar that came or went. Out is negative. */
export const chainTreasuryMovements = chain.table("treasury_movements", {
  id: text().primaryKey(),
  token: address().notNull(),
  amount: amount().notNull(),
  counterparty: address().notNull(),
  ...when(),
});

/** What votes paid out, of any token, and what for. */
export const chainTreasuryPayments = chain.table("treasury_payments", {
  id: text().primaryKey(),
  token: address().notNull(),
  to: address().notNull(),
  amount: amount().notNull(),
  purpose: text().notNull(),
  ...when(),
});

import { index, onchainTable, primaryKey } from "ponder";

/**
 * What the contracts said, as tables. `db/schema/chain.ts` is the app's picture of them, `docs/indexer.md` tells
 * which event makes which. Amounts are whole numbers of the token's smallest unit, times are Unix seconds.
 */
type Columns = Parameters<Extract<Parameters<typeof onchainTable>[1], (...given: never[]) => unknown>>[0];

/** Where and when on the chain it was said. */
const when = (t: Columns) => ({
  transaction: t.hex().notNull(),
  block: t.int8({ mode: "number" }).notNull(),
  at: t.int8({ mode: "number" }).notNull(),
});

/** Block and log index: sorts as the chain does. */
const place = (t: Columns) => t.text().primaryKey();
const seconds = (t: Columns) => t.int8({ mode: "number" });

/** One part of an amount that thaws. Amounts are strings of digits, because JSON has no bigint. */
export type Thaw = { amount: string; readyAt: number };

/** Which block the tables stand at. */
export const heads = onchainTable("heads", (t) => ({
  chainId: t.integer().primaryKey(),
  number: t.int8({ mode: "number" }).notNull(),
  timestamp: seconds(t).notNull(),
}));

/** Sums that a contract keeps over everybody: see `totalNames` in `src/totals.ts`. */
export const totals = onchainTable("totals", (t) => ({
  name: t.text().primaryKey(),
  value: t.bigint().notNull(),
}));

/* Money: balances, session keys, tabs. */

export const balances = onchainTable("balances", (t) => ({
  customer: t.hex().primaryKey(),
  /** Everything that is not locked in a lease, the thawing part included. */
  balance: t.bigint().notNull(),
  thawing: t.bigint().notNull(),
  thawedAt: seconds(t),
  /** Oldest first. */
  thaws: t.json().$type<Thaw[]>().notNull(),
}));

export const movements = onchainTable(
  "movements",
  (t) => ({
    id: place(t),
    wallet: t.hex().notNull(),
    kind: t.text().notNull(),
    amount: t.bigint().notNull(),
    fee: t.bigint().notNull(),
    counterparty: t.hex(),
    ...when(t),
  }),
  (t) => ({ byWallet: index().on(t.wallet, t.id), byTransaction: index().on(t.transaction) }),
);

export const sessions = onchainTable(
  "sessions",
  (t) => ({
    customer: t.hex().notNull(),
    key: t.hex().notNull(),
    cap: t.bigint().notNull(),
    spent: t.bigint().notNull(),
    /** A revoked session ends when it was revoked. */
    validUntil: seconds(t).notNull(),
    scope: t.integer().notNull(),
    revoked: t.boolean().notNull(),
    redeemableUntil: seconds(t),
    transaction: t.hex().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.customer, t.key] }) }),
);

export const tabTotals = onchainTable(
  "tab_totals",
  (t) => ({
    customer: t.hex().notNull(),
    operator: t.hex().notNull(),
    feeBps: t.integer().notNull(),
    redeemed: t.bigint().notNull(),
    paid: t.bigint().notNull(),
    fees: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.customer, t.operator, t.feeBps] }) }),
);

export const tabPayments = onchainTable(
  "tab_payments",
  (t) => ({
    id: place(t),
    customer: t.hex().notNull(),
    operator: t.hex().notNull(),
    feeBps: t.integer().notNull(),
    key: t.hex().notNull(),
    cumulative: t.bigint().notNull(),
    redeemed: t.bigint().notNull(),
    paid: t.bigint().notNull(),
    fee: t.bigint().notNull(),
    ...when(t),
  }),
  (t) => ({
    byOperator: index().on(t.operator, t.id),
    byTab: index().on(t.customer, t.operator, t.feeBps, t.redeemed),
  }),
);

export const operators = onchainTable("operators", (t) => ({
  operator: t.hex().primaryKey(),
  payout: t.hex(),
  /** What tabs and leases paid, after the fee. */
  earned: t.bigint().notNull(),
  fees: t.bigint().notNull(),
  /** Taken out to the payout address, or kept as balance. */
  withdrawn: t.bigint().notNull(),
  /** What broken promises cost. */
  credited: t.bigint().notNull(),
}));

/** A call in a batch that was refused while the others went through. */
export const refusedCalls = onchainTable("refused_calls", (t) => ({
  id: place(t),
  contract: t.text().notNull(),
  index: t.integer().notNull(),
  error: t.hex().notNull(),
  ...when(t),
}));

/* Leases. */

export const leaseDeposits = onchainTable(
  "lease_deposits",
  (t) => ({
    id: t.hex().primaryKey(),
    customer: t.hex().notNull(),
    operator: t.hex().notNull(),
    device: t.hex().notNull(),
    key: t.hex().notNull(),
    order: t.hex().notNull(),
    specHash: t.hex().notNull(),
    ratePerHour: t.bigint().notNull(),
    tier: t.integer().notNull(),
    feeBps: t.integer().notNull(),
    startedAt: seconds(t).notNull(),
    /** When it ends or ended. With `finalised` it says where the lease stands; no event tells that time ran out. */
    endsAt: seconds(t).notNull(),
    deposit: t.bigint().notNull(),
    paid: t.bigint().notNull(),
    fees: t.bigint().notNull(),
    /** The operator's money that still answers for the promise. */
    cover: t.bigint().notNull(),
    credited: t.bigint().notNull(),
    refunded: t.bigint().notNull(),
    downSeconds: t.int8({ mode: "number" }).notNull(),
    finalised: t.boolean().notNull(),
    closedBy: t.hex(),
    closeReason: t.text(),
    ...when(t),
  }),
  (t) => ({
    byOperator: index().on(t.operator),
    byCustomer: index().on(t.customer),
    byDevice: index().on(t.device),
  }),
);

export const leasePayments = onchainTable(
  "lease_payments",
  (t) => ({
    id: place(t),
    lease: t.hex().notNull(),
    customer: t.hex().notNull(),
    operator: t.hex().notNull(),
    device: t.hex().notNull(),
    amount: t.bigint().notNull(),
    fee: t.bigint().notNull(),
    /** The lease's total after this payment. */
    paid: t.bigint().notNull(),
    /** On what evidence: "voucher", "close", "attested" or "timeout". */
    basis: t.text().notNull(),
    ...when(t),
  }),
  (t) => ({ byOperator: index().on(t.operator, t.id), byLease: index().on(t.lease) }),
);

export const slaCredits = onchainTable(
  "sla_credits",
  (t) => ({
    id: place(t),
    lease: t.hex().notNull(),
    customer: t.hex().notNull(),
    operator: t.hex().notNull(),
    device: t.hex().notNull(),
    window: t.int8({ mode: "number" }).notNull(),
    upBps: t.integer().notNull(),
    credit: t.bigint().notNull(),
    cover: t.bigint().notNull(),
    ...when(t),
  }),
  (t) => ({ byOperator: index().on(t.operator, t.id), byLease: index().on(t.lease) }),
);

/** How long the verifiers found a lease's device down, by the end of an epoch. */
export const leaseAttestations = onchainTable(
  "lease_attestations",
  (t) => ({
    id: place(t),
    lease: t.hex().notNull(),
    device: t.hex().notNull(),
    epoch: t.int8({ mode: "number" }).notNull(),
    downSeconds: t.int8({ mode: "number" }).notNull(),
    ...when(t),
  }),
  (t) => ({ byDevice: index().on(t.device, t.epoch) }),
);

export const cancelledOrders = onchainTable(
  "cancelled_orders",
  (t) => ({ customer: t.hex().notNull(), salt: t.bigint().notNull(), ...when(t) }),
  (t) => ({ pk: primaryKey({ columns: [t.customer, t.salt] }) }),
);

/* Devices. */

export const registrations = onchainTable(
  "registrations",
  (t) => ({
    id: t.hex().primaryKey(),
    operator: t.hex().notNull(),
    /** "enrolled", "retired", "suspended" or "banned". */
    status: t.text().notNull(),
    class: t.integer().notNull(),
    stake: t.bigint().notNull(),
    /** What it is approved for until `approvableAt`; from then on `nominatedTier`, if there is one. */
    tier: t.integer().notNull(),
    nominatedTier: t.integer().notNull(),
    /** 0: never by itself. */
    approvableAt: seconds(t).notNull(),
    enrolledAt: seconds(t).notNull(),
    x: t.hex().notNull(),
    y: t.hex().notNull(),
    /** Of the newest enrolment. */
    transaction: t.hex().notNull(),
  }),
  (t) => ({ byOperator: index().on(t.operator) }),
);

/** Everything that was said about a device, in order. */
export const deviceHistory = onchainTable(
  "device_history",
  (t) => ({
    id: place(t),
    device: t.hex().notNull(),
    kind: t.text().notNull(),
    /** The class, tier or status that it changed to. */
    value: t.text().notNull(),
    reason: t.text(),
    ...when(t),
  }),
  (t) => ({ byDevice: index().on(t.device, t.id) }),
);

export const classRules = onchainTable("class_rules", (t) => ({
  class: t.integer().primaryKey(),
  stake: t.bigint().notNull(),
  maxTier: t.integer().notNull(),
  autoApprove: t.boolean().notNull(),
}));

/* Bonds. */

export const bonds = onchainTable("bonds", (t) => ({
  operator: t.hex().primaryKey(),
  /** Locked and thawing parts included. Each is a vote. */
  tokens: t.bigint().notNull(),
  locked: t.bigint().notNull(),
  thawing: t.bigint().notNull(),
  /** Oldest first. */
  thaws: t.json().$type<Thaw[]>().notNull(),
  slashed: t.bigint().notNull(),
}));

export const bondMovements = onchainTable(
  "bond_movements",
  (t) => ({
    id: place(t),
    operator: t.hex().notNull(),
    kind: t.text().notNull(),
    amount: t.bigint().notNull(),
    ...when(t),
  }),
  (t) => ({ byOperator: index().on(t.operator, t.id) }),
);

export const slashes = onchainTable(
  "slashes",
  (t) => ({
    id: place(t),
    operator: t.hex().notNull(),
    victim: t.hex().notNull(),
    amount: t.bigint().notNull(),
    toVictim: t.bigint().notNull(),
    reason: t.text().notNull(),
    /** The appeal that it waits for; 0 when it took effect at once. */
    appeal: t.bigint().notNull(),
    ...when(t),
  }),
  (t) => ({ byOperator: index().on(t.operator, t.id) }),
);

/** A large slash that waits or waited. */
export const appeals = onchainTable("appeals", (t) => ({
  id: t.bigint().primaryKey(),
  operator: t.hex().notNull(),
  amount: t.bigint().notNull(),
  victim: t.hex().notNull(),
  toVictim: t.bigint().notNull(),
  releaseAt: seconds(t).notNull(),
  /** "waiting", "released" or "returned". */
  state: t.text().notNull(),
}));

/** What slashes owe to whom they were for, until it is collected. */
export const slashDebts = onchainTable("slash_debts", (t) => ({
  account: t.hex().primaryKey(),
  owed: t.bigint().notNull(),
  collected: t.bigint().notNull(),
}));

/* The committee and what it attests. */

export const committees = onchainTable("committees", (t) => ({
  version: t.integer().primaryKey(),
  /** In small letters, in the order of their seats. */
  members: t.json().$type<string[]>().notNull(),
  quorum: t.integer().notNull(),
  assigned: t.integer().notNull(),
  ...when(t),
}));

export const epochRoots = onchainTable("epoch_roots", (t) => ({
  epoch: t.int8({ mode: "number" }).primaryKey(),
  root: t.hex().notNull(),
  dataHash: t.hex().notNull(),
  /** A bit for each seat. */
  signers: t.int8({ mode: "number" }).notNull(),
  committee: t.integer().notNull(),
  /** The epoch of the good root before it; 0 for the first. */
  previous: t.int8({ mode: "number" }).notNull(),
  finalAt: seconds(t).notNull(),
  /** "posted" or "void". */
  state: t.text().notNull(),
  /** Whose lie was proven, when void. */
  voidCause: t.int8({ mode: "number" }),
  voidReason: t.text(),
  voidedIn: t.hex(),
  ...when(t),
}));

/** Doubts about one leaf. A demand is over when it was shown, or its root fell, or the time to condemn went by. */
export const evidenceDemands = onchainTable(
  "evidence_demands",
  (t) => ({
    epoch: t.int8({ mode: "number" }).notNull(),
    leaf: t.hex().notNull(),
    by: t.hex().notNull(),
    deposit: t.bigint().notNull(),
    answerBy: seconds(t).notNull(),
    shownBy: t.hex(),
    shownIn: t.hex(),
    ...when(t),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.epoch, t.leaf] }) }),
);

export const equivocations = onchainTable("equivocations", (t) => ({
  id: place(t),
  verifier: t.hex().notNull(),
  device: t.hex().notNull(),
  epoch: t.int8({ mode: "number" }).notNull(),
  by: t.hex().notNull(),
  ...when(t),
}));

/* Rewards. */

export const rewardRoots = onchainTable("reward_roots", (t) => ({
  epoch: t.int8({ mode: "number" }).primaryKey(),
  root: t.hex().notNull(),
  total: t.bigint().notNull(),
  activeAt: seconds(t).notNull(),
  /** "waiting", "active", "replaced" or "disabled". */
  state: t.text().notNull(),
  minted: t.bigint().notNull(),
  ...when(t),
}));

export const rewardTotals = onchainTable("reward_totals", (t) => ({
  account: t.hex().primaryKey(),
  claimed: t.bigint().notNull(),
}));

export const rewardClaims = onchainTable(
  "reward_claims",
  (t) => ({
    id: place(t),
    account: t.hex().notNull(),
    amount: t.bigint().notNull(),
    cumulative: t.bigint().notNull(),
    ...when(t),
  }),
  (t) => ({ byAccount: index().on(t.account, t.id) }),
);

/* Governance. */

/** A figure that a vote can move, of `params` or of another contract. Addresses are figures in hex. */
export const figures = onchainTable(
  "figures",
  (t) => ({ contract: t.text().notNull(), name: t.text().notNull(), value: t.text().notNull() }),
  (t) => ({ pk: primaryKey({ columns: [t.contract, t.name] }) }),
);

export const figureChanges = onchainTable(
  "figure_changes",
  (t) => ({
    id: place(t),
    contract: t.text().notNull(),
    name: t.text().notNull(),
    /** Null for the first value. */
    before: t.text(),
    value: t.text().notNull(),
    ...when(t),
  }),
  (t) => ({ byFigure: index().on(t.contract, t.name, t.id) }),
);

export const proposals = onchainTable("proposals", (t) => ({
  id: t.bigint().primaryKey(),
  proposer: t.hex().notNull(),
  description: t.text().notNull(),
  voteStart: seconds(t).notNull(),
  /** A late quorum puts it off. */
  voteEnd: seconds(t).notNull(),
  against: t.bigint().notNull(),
  for: t.bigint().notNull(),
  abstain: t.bigint().notNull(),
  voters: t.integer().notNull(),
  /** When anyone may execute it; null until it is queued. */
  executableAt: seconds(t),
  queuedIn: t.hex(),
  executedIn: t.hex(),
  cancelledIn: t.hex(),
  /** The timelock's name for it. */
  timelockId: t.hex(),
  ...when(t),
}));

export const proposalActions = onchainTable(
  "proposal_actions",
  (t) => ({
    proposal: t.bigint().notNull(),
    index: t.integer().notNull(),
    target: t.hex().notNull(),
    value: t.bigint().notNull(),
    data: t.hex().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.proposal, t.index] }), byTarget: index().on(t.target) }),
);

export const votes = onchainTable(
  "votes",
  (t) => ({
    id: place(t),
    proposal: t.bigint().notNull(),
    voter: t.hex().notNull(),
    against: t.bigint().notNull(),
    for: t.bigint().notNull(),
    abstain: t.bigint().notNull(),
    reason: t.text().notNull(),
    ...when(t),
  }),
  (t) => ({ byProposal: index().on(t.proposal, t.id), byVoter: index().on(t.voter, t.id) }),
);

export const tokenBalances = onchainTable("token_balances", (t) => ({
  holder: t.hex().primaryKey(),
  balance: t.bigint().notNull(),
}));

export const delegations = onchainTable(
  "delegations",
  (t) => ({ delegator: t.hex().primaryKey(), delegate: t.hex().notNull(), ...when(t) }),
  (t) => ({ byDelegate: index().on(t.delegate) }),
);

/** Votes of wallet tokens. Staked tokens vote beside them: see `bonds`. */
export const votingPower = onchainTable("voting_power", (t) => ({
  delegate: t.hex().primaryKey(),
  votes: t.bigint().notNull(),
}));

/** What a timelock was told to do. */
export const operations = onchainTable(
  "operations",
  (t) => ({
    timelock: t.text().notNull(),
    id: t.hex().notNull(),
    predecessor: t.hex().notNull(),
    salt: t.hex().notNull(),
    delay: seconds(t).notNull(),
    readyAt: seconds(t).notNull(),
    /** "waiting", "done" or "cancelled". */
    state: t.text().notNull(),
    doneIn: t.hex(),
    ...when(t),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.timelock, t.id] }) }),
);

export const operationCalls = onchainTable(
  "operation_calls",
  (t) => ({
    timelock: t.text().notNull(),
    timelockId: t.hex().notNull(),
    index: t.integer().notNull(),
    target: t.hex().notNull(),
    value: t.bigint().notNull(),
    data: t.hex().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.timelock, t.timelockId, t.index] }) }),
);

/** Who may do what at a timelock. A row is there as long as the role is held. */
export const roles = onchainTable(
  "roles",
  (t) => ({ timelock: t.text().notNull(), role: t.hex().notNull(), account: t.hex().notNull() }),
  (t) => ({ pk: primaryKey({ columns: [t.timelock, t.role, t.account] }) }),
);

export const codeChanges = onchainTable("code_changes", (t) => ({
  id: place(t),
  contract: t.text().notNull(),
  /** "upgraded", "initialised" or "frozen". */
  kind: t.text().notNull(),
  implementation: t.hex(),
  ...when(t),
}));

/* Guardian and treasury. */

/** Until when the guardian stopped what a bit names: 1 leases, 2 staking, 4 enrolling, 8 roots. */
export const pauses = onchainTable("pauses", (t) => ({
  bit: t.integer().primaryKey(),
  until: seconds(t).notNull(),
}));

export const guardianActs = onchainTable("guardian_acts", (t) => ({
  id: place(t),
  kind: t.text().notNull(),
  /** The bits, the date, the council, the appeal or the root that it is about. */
  value: t.text().notNull(),
  until: seconds(t),
  ...when(t),
}));

export const treasuryBalances = onchainTable("treasury_balances", (t) => ({
  token: t.hex().primaryKey(),
  balance: t.bigint().notNull(),
}));

/** Every AMB and every dollar that came or went. Out is negative. */
export const treasuryMovements = onchainTable(
  "treasury_movements",
  (t) => ({
    id: place(t),
    token: t.hex().notNull(),
    amount: t.bigint().notNull(),
    counterparty: t.hex().notNull(),
    ...when(t),
  }),
  (t) => ({ byToken: index().on(t.token, t.id) }),
);

/** What votes paid out, of any token, and what for. */
export const treasuryPayments = onchainTable("treasury_payments", (t) => ({
  id: place(t),
  token: t.hex().notNull(),
  to: t.hex().notNull(),
  amount: t.bigint().notNull(),
  purpose: t.text().notNull(),
  ...when(t),
}));

import { z } from "zod";
import { upgradeables } from "@/lib/governance/acts";
import { delegateSorts } from "@/lib/governance/delegate-sorts";
import { operationStates } from "@/lib/governance/operation-state";
import { proposalStates, type ProposalStanding } from "@/lib/governance/proposal-state";
import { bytes32Schema } from "@/lib/orders/spec";
import { addressSchema, hexSchema, instantSchema, pageOf, pageQuery, usd6Schema } from "@/lib/wire";
import { relaySchema } from "./account";
import { route } from "./base";

/** As far as the clock of a local chain is put forward at once: a day is longer than anything there takes. */
const warpMaxSeconds = 86_400;

/** AMB wei, or any other whole number of a token's smallest unit: digits on the wire. */
const amountSchema = usd6Schema;
const proposalId = z.string().regex(/^\d{1,78}$/, "the proposal's number, in digits");

const proposalSummarySchema = z.object({
  id: z.string(),
  /** The first line of the description. */
  title: z.string(),
  proposer: addressSchema,
  state: z.enum(proposalStates),
  /** The chain's clock when this was read. Its dates are told by that clock, which a local chain may put forward. */
  now: instantSchema,
  proposedAt: instantSchema,
  transaction: bytes32Schema,
  voteStart: instantSchema,
  voteEnd: instantSchema,
  /** When anyone may execute it; null until it is queued. */
  executableAt: instantSchema.nullable(),
  /** AMB wei on each side. */
  votes: z.object({ against: amountSchema, for: amountSchema, abstain: amountSchema, cast: z.int() }),
  /** What for and abstain have to reach together; null until votes count. */
  quorum: amountSchema.nullable(),
});

const callSchema = z.object({
  target: addressSchema,
  value: amountSchema,
  data: hexSchema,
  /** Which of our contracts it goes to; null for a stranger. */
  contract: z.string().nullable(),
  functionName: z.string().nullable(),
  args: z.array(z.object({ name: z.string(), value: z.string() })),
  sentence: z.string(),
  /** Whether what was read, written again, gives the very same bytes. */
  isExact: z.boolean(),
  /** The figure that it sets, with what it is without this proposal. */
  figure: z
    .object({ contract: z.string(), name: z.string(), before: z.string().nullable(), after: z.string() })
    .nullable(),
});

/** What a vote put into the upgrade timelock. Whoever carries it out needs all parts of its name. */
export const operationSchema = z.object({
  id: bytes32Schema,
  state: z.enum(operationStates),
  /** The chain's clock when this was read. */
  now: instantSchema,
  /** From when on anyone may carry it out. */
  readyAt: instantSchema,
  predecessor: bytes32Schema,
  salt: bytes32Schema,
  calls: z.array(callSchema),
  /** The proposal that put it there. */
  proposal: z.string().nullable(),
  scheduledIn: bytes32Schema,
  /** Where it was carried out or stopped. */
  doneIn: bytes32Schema.nullable(),
});

export const proposalSchema = proposalSummarySchema.extend({
  description: z.string(),
  /** `inner`: what an act puts into the upgrade timelock. */
  actions: z.array(callSchema.extend({ inner: z.array(callSchema) })),
  /** What it put into the upgrade timelock when it was carried out. */
  operations: z.array(operationSchema),
  /** The newest hundred. */
  ballots: z.array(
    z.object({
      voter: addressSchema,
      against: amountSchema,
      for: amountSchema,
      abstain: amountSchema,
      reason: z.string(),
      at: instantSchema,
      transaction: bytes32Schema,
    }),
  ),
  queuedIn: bytes32Schema.nullable(),
  executedIn: bytes32Schema.nullable(),
  cancelledIn: bytes32Schema.nullable(),
});

const powerSchema = z.object({
  wallet: addressSchema,
  /** AMB in the wallet; they vote only once they are delegated. */
  tokens: amountSchema,
  delegate: addressSchema.nullable(),
  /** What is delegated to this wallet, its own included. */
  delegated: amountSchema,
  /** Staked AMB vote without delegation. */
  staked: amountSchema,
  votes: amountSchema,
});

/** A wallet that others' AMB vote through. */
const delegateSchema = z.object({
  wallet: addressSchema,
  /** What is delegated to it, its own included; what it staked votes beside that. */
  delegated: amountSchema,
  staked: amountSchema,
  votes: amountSchema,
  /** Wallets with AMB that vote through it, itself included. */
  wallets: z.int(),
  /** On how many of the counted proposals it voted, and how. Who votes in parts has several ballots. */
  tookPart: z.int(),
  ballots: z.array(
    z.object({
      proposal: z.string(),
      against: amountSchema,
      for: amountSchema,
      abstain: amountSchema,
      reason: z.string(),
    }),
  ),
});
export type Delegate = z.infer<typeof delegateSchema>;

const figureChangeSchema = z.object({
  contract: z.string(),
  name: z.string(),
  before: z.string().nullable(),
  value: z.string(),
  at: instantSchema,
  transaction: bytes32Schema,
});

const treasurySchema = z.object({
  /** The share that may leave in one window, in basis points. */
  outflowBps: z.int(),
  tokens: z.array(
    z.object({
      token: addressSchema,
      name: z.enum(["usdc", "token"]),
      balance: amountSchema,
      /** How much of it a vote can pay out now. */
      available: amountSchema,
      /** How much votes paid out in the window that counts now, and how much they may in all. */
      used: amountSchema,
      limit: amountSchema,
      received: amountSchema,
      paid: amountSchema,
    }),
  ),
  /** Fees that the escrow booked and nobody has swept to the treasury yet, in micro-dollars. */
  feesToSweep: amountSchema,
  payments: z.array(
    z.object({
      token: addressSchema,
      to: addressSchema,
      amount: amountSchema,
      purpose: z.string(),
      at: instantSchema,
      transaction: bytes32Schema,
    }),
  ),
});

const codeSchema = z.object({
  /** What the contract runs now. */
  running: addressSchema,
  /** How much code stands at the address; none means that it is a wallet, or nothing yet. */
  bytes: z.int(),
  /** Whether it answers as ERC-1822 wants, so that a proxy takes it. */
  isUpgradeable: z.boolean(),
  /** Whether the code obeys the same upgrade timelock, so that it can be changed again, and only so. */
  keepsTimelock: z.boolean(),
});

const guardianSchema = z.object({
  council: addressSchema,
  /** When its powers end. */
  expiresAt: instantSchema,
  /** What it stops now: 1 leases, 2 staking, 4 enrolling, 8 roots. */
  pauses: z.array(z.object({ bit: z.int(), until: instantSchema })),
  acts: z.array(
    z.object({ kind: z.string(), value: z.string(), at: instantSchema, transaction: bytes32Schema }),
  ),
});

const get = (path: `/${string}`, summary: string) =>
  route.route({ method: "GET", path, tags: ["Governance"], summary });

/** What a member does here besides reading; votes themselves are sent by the wallet. */
const act = (path: `/${string}`, summary: string) =>
  route.route({ method: "POST", path, tags: ["Governance"], summary }).meta({ caller: "wallet" });

export const governanceContract = {
  proposals: get("/proposals", "Every proposal, the newest first")
    .input(
      z.object({
        ...pageQuery,
        /** Only those that stand so. */
        standing: z.enum(["open", "carried-out", "stopped"] satisfies ProposalStanding[]).optional(),
        /** A part of the text, or a whole number or address of a proposer. */
        search: z.string().trim().min(1).max(200).optional(),
      }),
    )
    .output(pageOf(proposalSummarySchema)),
  proposal: get("/proposals/{id}", "One proposal: what it would do, who voted, how far it is")
    .input(z.object({ id: proposalId }))
    .output(proposalSchema),
  operations: get("/operations", "What votes put into the upgrade timelock, the newest first")
    .input(z.object(pageQuery))
    .output(pageOf(operationSchema)),
  code: get("/code/{contract}/{address}", "Whether code could take the place of what a contract runs")
    .input(z.object({ contract: z.enum(upgradeables), address: addressSchema }))
    .output(codeSchema),
  power: get("/members/{wallet}", "How many votes a wallet has, and where they come from")
    .input(z.object({ wallet: addressSchema }))
    .output(powerSchema),
  delegates: get("/members", "Who votes for others, with how many votes, and how they voted lately")
    .input(
      z.object({
        ...pageQuery,
        cursor: z
          .string()
          .regex(/^\d{1,6}$/)
          .optional(),
        sort: z.enum(delegateSorts).default("votes"),
        /** How an address begins. */
        search: z
          .string()
          .trim()
          .toLowerCase()
          .regex(/^0x[0-9a-f]{0,40}$/, "the beginning of an address: 0x and hex digits")
          .optional(),
      }),
    )
    .output(
      pageOf(delegateSchema).extend({
        /** The proposals of which taking part is counted, the newest first. */
        proposals: z.array(z.object({ id: z.string(), title: z.string() })),
      }),
    ),
  changes: get("/figures/changes", "Every change of a figure that votes move, the newest first")
    .input(
      z.object({
        ...pageQuery,
        contract: z.string().max(40).optional(),
        name: z.string().max(40).optional(),
      }),
    )
    .output(pageOf(figureChangeSchema)),
  treasury: get("/treasury", "What the treasury has, may pay out and paid").output(treasurySchema),
  guardian: get("/guardian", "Who may brake, until when, and what was done with it").output(guardianSchema),
  faucet: act("/members/faucet", "AMB and gas for your wallet (local chain only)").output(relaySchema),
  warpTime: act("/time-warp", "Put the chain's clock forward (local chain only)")
    .input(z.object({ seconds: z.int().min(1).max(warpMaxSeconds) }))
    .output(z.object({ now: instantSchema })),
};

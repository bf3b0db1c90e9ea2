import type { Hex } from "viem";
import { isDeepStrictEqual } from "node:util";
import { getAddress, hexToString, keccak256, toHex, zeroAddress, zeroHash, type AbiEvent } from "viem";
import type { Db } from "@/db/client";
import * as tables from "@/db/schema/chain";
import type { ContractName } from "@/lib/chain/deployment";
import { proposalState, proposalStates } from "@/lib/governance/proposal-state";
import { isSameTab } from "@/lib/leases/tab";
import { lowerAddress } from "@/lib/wire";
import { abiOf } from "@/lib/chain/abi-of";
import type { Call, World } from "./world";

/** One figure: what the tables say and what the chain says. */
type Pair = { what: string; told: unknown; is: unknown };

type Chain = {
  at: number;
  read: <T>(...call: Call) => Promise<T>;
  world: World;
  db: Db;
};

const sum = <T>(rows: readonly T[], of: (row: T) => bigint) =>
  rows.reduce((total, row) => total + of(row), 0n);
const low = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : value);

/**
 * Every figure in the tables that the chain answers differently, at one block, in words. Nothing is left out: each
 * table is either held against view functions or, where it is a log, against the contracts' own log.
 */
export async function differences(world: World, db: Db, block: bigint): Promise<string[]> {
  const { timestamp } = await world.client.getBlock({ blockNumber: block });
  const read: Chain["read"] = (...call) => world.read(call, block);
  const chain: Chain = { at: Number(timestamp), read, world, db };
  const checks = [
    money,
    sessionsAndTabs,
    sums,
    leases,
    devices,
    bonds,
    committee,
    rewards,
    figures,
    proposals,
    power,
    timelocks,
    code,
    treasury,
    logs,
  ];
  const pairs = (await Promise.all(checks.map((check) => check(chain)))).flat();
  if (pairs.length < 100)
    throw new Error(`Only ${pairs.length} figures were compared: the tables are empty.`);
  return pairs
    .filter(({ told, is }) => !isDeepStrictEqual(plain(told), plain(is)))
    .map(({ what, told, is }) => `${what}: the tables say ${show(told)}, the chain says ${show(is)}`);
}

const show = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));

/** Numbers and bigints alike, addresses in one spelling. */
const plain = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(plain)
    : typeof value === "number"
      ? BigInt(value)
      : typeof value === "string"
        ? value.toLowerCase()
        : value;

const each = async <T>(rows: readonly T[], compare: (row: T) => Promise<Pair | Pair[]>): Promise<Pair[]> =>
  (await Promise.all(rows.map(compare))).flat();

async function money({ db, read }: Chain): Promise<Pair[]> {
  const movements = await db.select().from(tables.chainMovements);
  const adds = ["deposit", "earnings-kept", "lease-refund", "cover-returned", "sla-credit"];
  const takes = ["payment", "withdrawal", "lease-deposit", "lease-top-up", "cover"];
  const balances = await each(await db.select().from(tables.chainBalances), async (row) => {
    const [balance, thawing] = await read<[bigint, bigint, bigint]>("escrow", "balanceOf", row.customer);
    const history = sum(
      movements.filter(({ wallet }) => wallet === row.customer),
      ({ kind, amount }) => (adds.includes(kind) ? amount : takes.includes(kind) ? -amount : 0n),
    );
    return [
      { what: `balance of ${row.customer}`, told: [row.balance, row.thawing], is: [balance, thawing] },
      { what: `movements of ${row.customer}`, told: history, is: balance },
    ];
  });
  const [tabPayments, leasePayments, credits] = await Promise.all([
    db.select().from(tables.chainTabPayments),
    db.select().from(tables.chainLeasePayments),
    db.select().from(tables.chainSlaCredits),
  ]);
  const operators = await each(await db.select().from(tables.chainOperators), async (row) => {
    const own = <T extends { operator: Hex }>(rows: T[]) =>
      rows.filter(({ operator }) => operator === row.operator);
    return [
      {
        what: `earnings of ${row.operator}`,
        told: [row.earned - row.withdrawn, row.fees, row.payout ?? row.operator],
        is: await Promise.all([
          read("escrow", "earnedBy", row.operator),
          read("escrow", "feesBookedBy", row.operator),
          read("devices", "payoutOf", row.operator),
        ]),
      },
      {
        what: `payments to and credits by ${row.operator}`,
        told: [
          sum(own(tabPayments), ({ paid, fee }) => paid - fee) +
            sum(own(leasePayments), ({ amount, fee }) => amount - fee),
          sum(own(credits), ({ credit }) => credit),
        ],
        is: [row.earned, row.credited],
      },
    ];
  });
  return [...balances, ...operators];
}

async function sessionsAndTabs({ db, read }: Chain): Promise<Pair[]> {
  type Session = { customer: Hex; validUntil: number; scope: number; cap: bigint; spent: bigint };
  const sessions = await each(await db.select().from(tables.chainSessions), async (row) => {
    const is = await read<Session>("escrow", "sessionOf", row.customer, row.key);
    return {
      what: `session ${row.key}`,
      told: [row.customer, row.validUntil, row.scope, row.cap, row.spent],
      is: [is.customer, is.validUntil, is.scope, is.cap, is.spent],
    };
  });
  const payments = await db.select().from(tables.chainTabPayments);
  const tabs = await each(await db.select().from(tables.chainTabTotals), async (row) => {
    const own = payments.filter((payment) => isSameTab(payment, row));
    return [
      {
        what: `tab of ${row.customer} with ${row.operator} at ${row.feeBps}`,
        told: row.redeemed,
        is: await read("escrow", "tabRedeemed", row.customer, row.operator, row.feeBps),
      },
      {
        what: `payments of that tab`,
        told: [sum(own, ({ paid }) => paid), sum(own, ({ fee }) => fee)],
        is: [row.paid, row.fees],
      },
    ];
  });
  return [...sessions, ...tabs];
}

async function sums({ db, read, at }: Chain): Promise<Pair[]> {
  const rows = await db.select().from(tables.chainTotals);
  const total = (name: string) => rows.find((row) => row.name === name)?.value ?? 0n;
  const pair = async (name: string, told: bigint, ...call: Call) => ({
    what: name,
    told,
    is: await read(...call),
  });
  return Promise.all([
    pair("held", total("held"), "escrow", "held"),
    pair("fees booked", total("feesBooked"), "escrow", "feesBooked"),
    pair("fees not swept", total("feesBooked") - total("feesSwept"), "escrow", "fees"),
    pair("forfeit", total("forfeit"), "bonds", "forfeit"),
    pair("appealed", total("appealed"), "bonds", "appealed"),
    pair("supply", total("supply"), "token", "totalSupply"),
    // The newest block is empty, so what was delegated a second before it is what is delegated now.
    pair("delegated", total("delegated"), "token", "getPastTotalDelegated", BigInt(at - 1)),
    read("committee", "lastEpochs").then((is) => ({
      what: "last epochs",
      told: [total("lastEpoch"), total("lastGoodEpoch")],
      is,
    })),
  ]);
}

async function leases({ db, read, at }: Chain): Promise<Pair[]> {
  type Lease = Record<string, unknown>;
  const [payments, credits] = await Promise.all([
    db.select().from(tables.chainLeasePayments),
    db.select().from(tables.chainSlaCredits),
  ]);
  const rows = await each(await db.select().from(tables.chainLeaseDeposits), async (row) => {
    const is = await read<Lease>("leases", "leaseOf", row.id);
    const paid = payments.filter(({ lease }) => lease === row.id);
    const status = row.finalised ? 3 : at < row.endsAt ? 1 : 2;
    const fields = "operator ratePerHour startedAt endsAt tier feeBps deposit paid cover downSeconds".split(
      " ",
    );
    return [
      {
        what: `lease ${row.id}`,
        // The contract forgets the customer of a finalised lease; the table does not.
        told: [
          status,
          row.finalised ? zeroAddress : row.customer,
          ...fields.map((name) => row[name as "paid"]),
        ],
        is: [is["status"], is["customer"], ...fields.map((name) => is[name])],
      },
      {
        what: `payments and credits of lease ${row.id}`,
        told: [
          sum(paid, ({ amount }) => amount),
          sum(paid, ({ fee }) => fee),
          sum(
            credits.filter(({ lease }) => lease === row.id),
            ({ credit }) => credit,
          ),
        ],
        is: [is["paid"], row.fees, row.credited],
      },
      ...(row.finalised
        ? [{ what: `refund of lease ${row.id}`, told: row.refunded, is: row.deposit - row.paid }]
        : []),
    ];
  });
  const cancelled = await each(await db.select().from(tables.chainCancelledOrders), async (row) => ({
    what: `order ${row.salt} of ${row.customer} is cancelled`,
    told: true,
    is: await read("leases", "isOrderUsed", row.customer, row.salt),
  }));
  return [...rows, ...cancelled];
}

async function devices({ db, read, at }: Chain): Promise<Pair[]> {
  const statuses = ["none", "enrolled", "retired", "suspended", "banned"];
  const rows = await each(await db.select().from(tables.chainRegistrations), async (row) => {
    const is = await read<Record<string, unknown>>("devices", "deviceOf", row.id);
    const fields = "operator class nominatedTier approvableAt enrolledAt stake x y".split(" ");
    const approved = row.approvableAt !== 0 && at >= row.approvableAt;
    return {
      what: `device ${row.id}`,
      told: [row.status, approved ? row.nominatedTier : row.tier, ...fields.map((name) => row[name as "x"])],
      is: [statuses[Number(is["status"])], is["tier"], ...fields.map((name) => is[name])],
    };
  });
  const rules = await each(await db.select().from(tables.chainClassRules), async (row) => {
    const is = await read<Record<string, unknown>>("devices", "classRuleOf", row.class);
    return {
      what: `class ${row.class}`,
      told: [row.stake, row.maxTier, row.autoApprove],
      is: [is["stake"], is["maxTier"], is["autoApprove"]],
    };
  });
  return [...rows, ...rules];
}

async function bonds({ db, read, at }: Chain): Promise<Pair[]> {
  type Bond = Record<"tokens" | "locked" | "thawing" | "withdrawable", bigint>;
  const movements = await db.select().from(tables.chainBondMovements);
  const rows = await each(await db.select().from(tables.chainBonds), async (row) => {
    const is = await read<Bond>("bonds", "bondOf", row.operator);
    const ready = row.thaws.filter(({ readyAt }) => readyAt <= at);
    const history = sum(
      movements.filter(({ operator }) => operator === row.operator),
      ({ kind, amount }) =>
        ["staked", "returned"].includes(kind)
          ? amount
          : ["withdrawn", "slashed"].includes(kind)
            ? -amount
            : 0n,
    );
    return {
      what: `bond of ${row.operator}`,
      told: [row.tokens, row.locked, row.thawing, sum(ready, ({ amount }) => BigInt(amount)), history],
      is: [is.tokens, is.locked, is.thawing, is.withdrawable, is.tokens],
    };
  });
  const appeals = await each(await db.select().from(tables.chainAppeals), async (row) => {
    const is = await read<Record<string, unknown>>("bonds", "appealOf", row.id);
    const waits = row.state === "waiting";
    return {
      what: `appeal ${row.id}`,
      told: waits
        ? [row.operator, row.amount, row.victim, row.toVictim, row.releaseAt]
        : [zeroAddress, 0, zeroAddress, 0, 0],
      is: [is["operator"], is["amount"], is["victim"], is["toVictim"], is["releaseAt"]],
    };
  });
  const debts = await each(await db.select().from(tables.chainSlashDebts), async (row) => ({
    what: `what slashes owe ${row.account}`,
    told: row.owed,
    is: await read("bonds", "owedTo", row.account),
  }));
  return [...rows, ...appeals, ...debts];
}

async function committee({ db, read }: Chain): Promise<Pair[]> {
  const versions = await db.select().from(tables.chainCommittees);
  const seats = await each(versions, async (row) => ({
    what: `committee ${row.version}`,
    told: [row.version, row.members, row.quorum, row.assigned],
    is: await read("committee", "committeeOf", row.version),
  }));
  const [newest] = await read<[number]>("committee", "committeeOf", 0);
  const roots = await each(await db.select().from(tables.chainEpochRoots), async (row) => {
    const is = await read<Record<string, unknown>>("committee", "rootOf", row.epoch);
    const fields = "root finalAt signers previous committee".split(" ");
    return {
      what: `root of epoch ${row.epoch}`,
      told: [row.state === "posted" ? 1 : 2, row.at, ...fields.map((name) => row[name as "root"])],
      is: [is["state"], is["postedAt"], ...fields.map((name) => is[name])],
    };
  });
  return [
    ...seats,
    ...roots,
    { what: "newest committee", told: Math.max(...versions.map(({ version }) => version)), is: newest },
  ];
}

async function rewards({ db, read }: Chain): Promise<Pair[]> {
  const roots = await db.select().from(tables.chainRewardRoots);
  const active = roots.find(({ state }) => state === "active");
  const waiting = roots.find(({ state }) => state === "waiting");
  const claims = await db.select().from(tables.chainRewardClaims);
  const accounts = await each(await db.select().from(tables.chainRewardTotals), async (row) => ({
    what: `claims of ${row.account}`,
    told: [
      row.claimed,
      sum(
        claims.filter(({ account }) => account === row.account),
        ({ amount }) => amount,
      ),
    ],
    is: Array<unknown>(2).fill(await read("rewards", "claimedBy", row.account)),
  }));
  return [
    ...accounts,
    {
      what: "rewards root",
      told: [active?.root ?? zeroHash, active?.total ?? 0n],
      is: await Promise.all([read("rewards", "root"), read("rewards", "total")]),
    },
    {
      what: "rewards root that waits",
      told: [waiting?.root ?? zeroHash, waiting?.total ?? 0n, waiting?.activeAt ?? 0],
      is: await read("rewards", "pending"),
    },
    {
      what: "last epoch of rewards",
      told: Math.max(0, ...roots.map(({ epoch }) => epoch)),
      is: await read("rewards", "lastEpoch"),
    },
  ];
}

const figureViews: Record<string, Call> = {
  "escrow.feeBps": ["escrow", "feeBps"],
  "escrow.intakePausedUntil": ["escrow", "intakePausedUntil"],
  "governor.votingDelay": ["governor", "votingDelay"],
  "governor.votingPeriod": ["governor", "votingPeriod"],
  "governor.proposalThreshold": ["governor", "proposalThreshold"],
  "governor.lateQuorumExtension": ["governor", "lateQuorumVoteExtension"],
  "governor.guardian": ["governor", "proposalGuardian"],
  "governor.timelock": ["governor", "timelock"],
  "treasury.outflowBps": ["treasury", "outflowBps"],
  "guardian.council": ["guardian", "council"],
  "guardian.expiresAt": ["guardian", "expiresAt"],
  "timelock.minDelay": ["timelock", "getMinDelay"],
  "upgradeTimelock.minDelay": ["upgradeTimelock", "getMinDelay"],
};

async function figures({ db, read }: Chain): Promise<Pair[]> {
  const rows = await db.select().from(tables.chainFigures);
  const changes = await db.select().from(tables.chainFigureChanges).orderBy(tables.chainFigureChanges.id);
  const names = await read<Hex[]>("params", "keys");
  const views = {
    ...figureViews,
    ...Object.fromEntries(
      names.map((key): [string, Call] => [
        `params.${hexToString(key, { size: 32 })}`,
        ["params", "get", key],
      ]),
    ),
  };
  const values = await each(Object.entries(views), async ([name, call]) => ({
    what: name,
    told: rows.find((row) => `${row.contract}.${row.name}` === name)?.value ?? "0",
    is: String(await read(...call)),
  }));
  const history = rows.map((row) => {
    const own = changes.filter(({ contract, name }) => contract === row.contract && name === row.name);
    const chained = own.every(({ before }, index) => before === (own[index - 1]?.value ?? null));
    return {
      what: `history of ${row.contract}.${row.name}`,
      told: [own.at(-1)?.value, chained],
      is: [row.value, true],
    };
  });
  const pauses = await each(await db.select().from(tables.chainPauses), async (row) => ({
    what: `pause ${row.bit}`,
    told: row.until,
    is: await read("guardian", "pausedUntil", row.bit),
  }));
  return [...values, ...history, ...pauses];
}

async function proposals({ db, read, at }: Chain): Promise<Pair[]> {
  const [actions, votes] = await Promise.all([
    db.select().from(tables.chainProposalActions).orderBy(tables.chainProposalActions.index),
    db.select().from(tables.chainVotes),
  ]);
  return each(await db.select().from(tables.chainProposals), async (row) => {
    const { id } = row;
    const own = actions.filter(({ proposal }) => proposal === id);
    const quorum = at > row.voteStart ? await read<bigint>("governor", "quorum", BigInt(row.voteStart)) : 0n;
    const cast = votes.filter(({ proposal }) => proposal === id);
    const voters = [...new Set(cast.map(({ voter }) => voter))];
    return [
      {
        what: `proposal ${id}`,
        told: [
          proposalStates.indexOf(proposalState(row, at, quorum)),
          row.proposer,
          row.voteStart,
          row.voteEnd,
          row.executableAt ?? 0,
          [row.against, row.for, row.abstain],
          cast.length,
        ],
        is: [
          ...(await Promise.all([
            read("governor", "state", id),
            read("governor", "proposalProposer", id),
            read("governor", "proposalSnapshot", id),
            read("governor", "proposalDeadline", id),
            read("governor", "proposalEta", id),
            read("governor", "proposalVotes", id),
          ])),
          row.voters,
        ],
      },
      {
        what: `actions of proposal ${id}`,
        told: [
          own.map(({ target }) => target),
          own.map(({ value }) => value),
          own.map(({ data }) => data),
          keccak256(toHex(row.description)),
        ],
        is: await read("governor", "proposalDetails", id),
      },
      ...(await each(voters, async (voter) => ({
        what: `votes of ${voter} on ${id}`,
        told: sum(
          cast.filter((vote) => vote.voter === voter),
          (vote) => vote.against + vote.for + vote.abstain,
        ),
        is: await read("governor", "usedVotes", id, voter),
      }))),
    ];
  });
}

async function power({ db, read }: Chain): Promise<Pair[]> {
  return [
    ...(await each(await db.select().from(tables.chainTokenBalances), async (row) => ({
      what: `AMB of ${row.holder}`,
      told: row.balance,
      is: await read("token", "balanceOf", row.holder),
    }))),
    ...(await each(await db.select().from(tables.chainDelegations), async (row) => ({
      what: `delegate of ${row.delegator}`,
      told: row.delegate,
      is: await read("token", "delegates", row.delegator),
    }))),
    ...(await each(await db.select().from(tables.chainVotingPower), async (row) => ({
      what: `votes of ${row.delegate}`,
      told: row.votes,
      is: await read("token", "getVotes", row.delegate),
    }))),
  ];
}

async function timelocks({ db, read, at }: Chain): Promise<Pair[]> {
  const calls = await db.select().from(tables.chainOperationCalls).orderBy(tables.chainOperationCalls.index);
  const operations = await db.select().from(tables.chainOperations);
  const rows = await each(operations, async (row) => {
    const name = row.timelock as ContractName;
    const own = calls.filter(
      ({ timelockId, timelock }) => timelockId === row.id && timelock === row.timelock,
    );
    const state = row.state === "done" ? 3 : row.state === "cancelled" ? 0 : at < row.readyAt ? 1 : 2;
    const time = row.state === "done" ? 1 : row.state === "cancelled" ? 0 : row.readyAt;
    const batch = [
      own.map((call) => call.target),
      own.map((call) => call.value),
      own.map((call) => call.data),
    ];
    const single = own[0]!;
    const rest = [row.predecessor, row.salt];
    const hashes = await Promise.all([
      read("upgradeTimelock", "hashOperationBatch", ...batch, ...rest),
      read("upgradeTimelock", "hashOperation", single.target, single.value, single.data, ...rest),
    ]);
    return {
      what: `operation ${row.id}`,
      told: [state, time, hashes.map(low).includes(row.id)],
      is: [
        ...(await Promise.all([read(name, "getOperationState", row.id), read(name, "getTimestamp", row.id)])),
        true,
      ],
    };
  });
  const queued = (await db.select().from(tables.chainProposals)).filter(({ queuedIn }) => queuedIn);
  const named = queued.map((proposal) => ({
    what: `operation of proposal ${proposal.id}`,
    told: operations.some(({ timelock, id }) => timelock === "timelock" && id === proposal.timelockId),
    is: true,
  }));
  const roles = await each(await db.select().from(tables.chainRoles), async (row) => ({
    what: `role ${row.role} of ${row.account} at ${row.timelock}`,
    told: true,
    is: await read(row.timelock as ContractName, "hasRole", row.role, row.account),
  }));
  return [...rows, ...named, ...roles];
}

/** Where a proxy keeps the address of its code (ERC-1967). */
export const codeSlot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

async function code({ db, read, world }: Chain): Promise<Pair[]> {
  const changes = await db.select().from(tables.chainCodeChanges).orderBy(tables.chainCodeChanges.id);
  return each(["bonds", "committee", "devices", "leases"] as const, async (contract) => {
    const own = changes.filter((row) => row.contract === contract);
    const slot = await world.client.getStorageAt({ address: world.contracts[contract], slot: codeSlot });
    return {
      what: `code of ${contract}`,
      told: [
        own.filter(({ kind }) => kind === "upgraded").at(-1)?.implementation,
        own.some(({ kind }) => kind === "frozen"),
      ],
      is: [getAddress(`0x${slot!.slice(26)}`), await read(contract, "frozen")],
    };
  });
}

async function treasury({ db, read, world }: Chain): Promise<Pair[]> {
  const movements = await db.select().from(tables.chainTreasuryMovements);
  const balances = await db.select().from(tables.chainTreasuryBalances);
  return each(["token", "usdc"] as const, async (name) => {
    const token = lowerAddress(world.contracts[name]);
    const is = await read("token" === name ? "token" : "usdc", "balanceOf", world.contracts.treasury);
    return {
      what: `${name} of the treasury`,
      told: [
        balances.find((row) => row.token === token)?.balance ?? 0n,
        sum(
          movements.filter((row) => row.token === token),
          ({ amount }) => amount,
        ),
      ],
      is: [is, is],
    };
  });
}

/** Which events each log keeps; the rest of what these contracts say is in tables that were compared above. */
const logTables = {
  refused_calls: ["escrow.CallRefused", "leases.CallRefused", "devices.CallRefused"],
  tab_payments: ["escrow.TabRedeemed"],
  lease_payments: ["leases.LeasePaid"],
  lease_attestations: ["leases.LeaseAttested"],
  sla_credits: ["leases.SlaCredited"],
  device_history: [
    "devices.DeviceEnrolled",
    "devices.DeviceRetired",
    "devices.DeviceClassSet",
    "devices.DeviceNominated",
    "devices.DeviceTierSet",
    "devices.DeviceStatusSet",
  ],
  bond_movements: [
    "bonds.Staked",
    "bonds.StakeThawing",
    "bonds.StakeThawCancelled",
    "bonds.StakeWithdrawn",
    "bonds.Slashed",
    "bonds.SlashReturned",
  ],
  slashes: ["bonds.Slashed"],
  equivocations: ["committee.Equivocated"],
  reward_claims: ["rewards.RewardClaimed"],
  figure_changes: [
    "params.ParamSet",
    "escrow.FeeAdopted",
    "escrow.IntakePausedUntil",
    "governor.VotingDelaySet",
    "governor.VotingPeriodSet",
    "governor.ProposalThresholdSet",
    "governor.LateQuorumVoteExtensionSet",
    "governor.ProposalGuardianSet",
    "governor.TimelockChange",
    "treasury.OutflowSet",
    "guardian.Extended",
    "guardian.CouncilChanged",
    "timelock.MinDelayChange",
    "upgradeTimelock.MinDelayChange",
  ],
  votes: ["governor.VoteCast", "governor.VoteCastWithParams"],
  code_changes: ["bonds", "committee", "devices", "leases"].flatMap((name) => [
    `${name}.Upgraded`,
    `${name}.Initialized`,
    `${name}.Frozen`,
  ]),
  guardian_acts: [
    "guardian.Paused",
    "guardian.Unpaused",
    "guardian.Extended",
    "guardian.CouncilChanged",
    "guardian.Rearmed",
    "bonds.SlashReturned",
    "rewards.RewardsRootDisabled",
  ],
  treasury_payments: ["treasury.Paid"],
} as const satisfies Record<string, readonly string[]>;

async function logs({ db, world }: Chain): Promise<Pair[]> {
  const said = await everythingSaid(world);
  const kept = await each(Object.entries(logTables), async ([table, events]) => {
    const { rows } = await db.execute<{ id: string }>(`select id from chain.${table} order by id`);
    return {
      what: `log ${table}`,
      told: rows.map(({ id }) => id),
      is: said
        .filter(({ name }) => (events as readonly string[]).includes(name))
        .map(({ id }) => id)
        .sort(),
    };
  });
  const count = async (table: string, name: string) => ({
    what: `rows of ${table}`,
    told: (await db.execute(`select 1 from chain.${table}`)).rows.length,
    is: said.filter((event) => event.name === name).length,
  });
  return [
    ...kept,
    await count("evidence_demands", "committee.EvidenceDemanded"),
    await count("epoch_roots", "committee.RootPosted"),
    await count("lease_deposits", "leases.LeaseOpened"),
    await count("proposals", "governor.ProposalCreated"),
    await count("sessions", "escrow.SessionAuthorised"),
    await count("cancelled_orders", "leases.OrderCancelled"),
    await count("appeals", "bonds.SlashHeld"),
    {
      what: "demands that were answered",
      told: (await db.select().from(tables.chainEvidenceDemands)).filter(({ shownBy }) => shownBy).length,
      is: said.filter(({ name }) => name === "committee.EvidenceShown").length,
    },
  ];
}

/** The contracts' own log, from the chain: who said what, and where. */
export async function everythingSaid({ client, contracts }: World) {
  const names = Object.keys(contracts) as ContractName[];
  const said = await Promise.all(
    names.map(async (contract) => {
      const events = abiOf[contract].filter((entry): entry is AbiEvent => entry.type === "event");
      const logs = await client.getLogs({ address: contracts[contract], events, fromBlock: 0n });
      return logs.map(({ eventName, blockNumber, logIndex, args }) => ({
        name: `${contract}.${eventName}`,
        id: `${String(blockNumber).padStart(12, "0")}-${String(logIndex).padStart(6, "0")}`,
        args: args as Record<string, unknown>,
      }));
    }),
  );
  return said.flat();
}

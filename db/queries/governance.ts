import { and, asc, desc, eq, gt, gte, ilike, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import {
  chainBonds,
  chainCodeChanges,
  chainDelegations,
  chainFigureChanges,
  chainFigures,
  chainGuardianActs,
  chainHeads,
  chainOperationCalls,
  chainOperations,
  chainPauses,
  chainProposalActions,
  chainProposals,
  chainTokenBalances,
  chainTotals,
  chainTreasuryBalances,
  chainTreasuryMovements,
  chainTreasuryPayments,
  chainVotes,
  chainVotingPower,
} from "@/db/schema/chain";
import type { ProposalStanding } from "@/lib/governance/proposal-state";
import { olderThanId } from "./cursor";

export type ProposalRow = typeof chainProposals.$inferSelect;

/** The chain's own clock in Unix seconds: what a vote's dates are held against. 0 before the first block. */
export async function chainTime(db: Executor): Promise<number> {
  const [head] = await db.select({ timestamp: chainHeads.timestamp }).from(chainHeads).limit(1);
  return head?.timestamp ?? 0;
}

/** Which proposals are asked for. The cursor is the instant and the id of the last one of the page before. */
export type ProposalFilter = {
  after?: { at: number; id: bigint } | undefined;
  standing?: ProposalStanding | undefined;
  /** A part of its text, in any letters; or its number, or its proposer, in full. */
  search?: string | undefined;
};

/**
 * Proposals, the newest first. With a standing these are all that can have it and some that have not: a quorum is not in
 * the index, so what ended is told apart by who asks.
 */
export function readProposals(
  db: Executor,
  { after, standing, search }: ProposalFilter,
  clock: { indexed: number; now: number },
  limit: number,
) {
  const { at, id } = chainProposals;
  return db
    .select()
    .from(chainProposals)
    .where(
      and(
        after && sql`(${at}, ${id}) < (${after.at}, ${after.id.toString()}::numeric)`,
        standing && mayStand(standing, clock),
        search === undefined ? undefined : mentions(search),
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(limit);
}

function mayStand(standing: ProposalStanding, { indexed, now }: { indexed: number; now: number }) {
  const { executedIn, cancelledIn, executableAt, voteEnd, for: inFavour, against } = chainProposals;
  switch (standing) {
    case "carried-out":
      return isNotNull(executedIn);
    case "open":
      return and(
        isNull(executedIn),
        isNull(cancelledIn),
        or(isNotNull(executableAt), gte(voteEnd, indexed), gt(inFavour, against)),
      );
    case "stopped":
      return and(isNull(executedIn), or(isNotNull(cancelledIn), and(isNull(executableAt), lt(voteEnd, now))));
    default:
      return standing satisfies never;
  }
}

function mentions(search: string) {
  const { description, id, proposer } = chainProposals;
  return or(
    ilike(description, `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`),
    eq(sql`${id}::text`, search),
    eq(proposer, search.toLowerCase() as Address),
  );
}

/** One proposal with its calls in their order and its newest votes; undefined when there is none. */
export async function readProposal(db: Executor, id: bigint) {
  const [proposal] = await db.select().from(chainProposals).where(eq(chainProposals.id, id));
  if (!proposal) return undefined;
  const [calls, votes] = await Promise.all([
    db
      .select()
      .from(chainProposalActions)
      .where(eq(chainProposalActions.proposal, id))
      .orderBy(asc(chainProposalActions.index)),
    db.select().from(chainVotes).where(eq(chainVotes.proposal, id)).orderBy(desc(chainVotes.id)).limit(100),
  ]);
  return { proposal, calls, votes };
}

/** What figures are now, by "contract.name". */
export async function readFigures(db: Executor): Promise<Map<string, string>> {
  const rows = await db.select().from(chainFigures);
  return new Map(rows.map(({ contract, name, value }) => [`${contract}.${name}`, value]));
}

/** Every change of a contract's code, the oldest first. */
export function readCodeChanges(db: Executor) {
  return db
    .select()
    .from(chainCodeChanges)
    .where(eq(chainCodeChanges.kind, "upgraded"))
    .orderBy(asc(chainCodeChanges.id));
}

export type OperationRow = Awaited<ReturnType<typeof readOperations>>[number];

/**
 * What votes put into the upgrade timelock, the newest first, each with its calls in their order and its proposal.
 * @param after the instant and the name of the last one of the page before.
 */
export async function readOperations(
  db: Executor,
  filter: { scheduledIn?: Hex | undefined; after?: { at: number; id: Hex } | undefined; limit: number },
) {
  const { at, id, timelock, transaction } = chainOperations;
  const rows = await db
    .select({ operation: chainOperations, proposal: chainProposals.id })
    .from(chainOperations)
    .leftJoin(chainProposals, eq(chainProposals.executedIn, transaction))
    .where(
      and(
        eq(timelock, "upgradeTimelock"),
        filter.scheduledIn && eq(transaction, filter.scheduledIn),
        filter.after && sql`(${at}, ${id}) < (${filter.after.at}, ${filter.after.id})`,
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(filter.limit);
  const names = rows.map(({ operation }) => operation.id);
  const calls = await db
    .select()
    .from(chainOperationCalls)
    .where(
      and(
        eq(chainOperationCalls.timelock, "upgradeTimelock"),
        inArray(chainOperationCalls.timelockId, names),
      ),
    )
    .orderBy(asc(chainOperationCalls.index));
  return rows.map(({ operation, proposal }) => ({
    ...operation,
    proposal,
    calls: calls.filter(({ timelockId }) => timelockId === operation.id),
  }));
}

/** The figures of `Params` alone, by name. */
export async function readParams(db: Executor): Promise<Map<string, string>> {
  const rows = await db.select().from(chainFigures).where(eq(chainFigures.contract, "params"));
  return new Map(rows.map(({ name, value }) => [name, value]));
}

type ChangeFilter = { contract?: string | undefined; name?: string | undefined; transaction?: `0x${string}` };

/** Changes of figures, the newest first. */
export function readFigureChanges(
  db: Executor,
  { contract, name, transaction }: ChangeFilter,
  cursor: string | undefined,
  limit: number,
) {
  return db
    .select()
    .from(chainFigureChanges)
    .where(
      and(
        contract === undefined ? undefined : eq(chainFigureChanges.contract, contract),
        name === undefined ? undefined : eq(chainFigureChanges.name, name),
        transaction && eq(chainFigureChanges.transaction, transaction),
        olderThanId(chainFigureChanges.id, cursor),
      ),
    )
    .orderBy(desc(chainFigureChanges.id))
    .limit(limit);
}

/** A wallet's AMB, staked AMB, and what is delegated by it and to it. */
export async function readPower(db: Executor, wallet: Address) {
  const [[tokens], [delegation], [power], [bond]] = await Promise.all([
    db.select().from(chainTokenBalances).where(eq(chainTokenBalances.holder, wallet)),
    db.select().from(chainDelegations).where(eq(chainDelegations.delegator, wallet)),
    db.select().from(chainVotingPower).where(eq(chainVotingPower.delegate, wallet)),
    db.select().from(chainBonds).where(eq(chainBonds.operator, wallet)),
  ]);
  return {
    tokens: tokens?.balance ?? 0n,
    delegate: delegation?.delegate ?? null,
    delegated: power?.votes ?? 0n,
    staked: bond?.tokens ?? 0n,
  };
}

/** What the treasury has and what came and went, by token; its newest payments; fees that are still in the escrow. */
export async function readTreasury(db: Executor) {
  const { token, amount } = chainTreasuryMovements;
  const part = (sign: "+" | "-") =>
    sql<string>`coalesce(sum(abs(${amount})) filter (where ${amount} ${sql.raw(sign === "+" ? ">" : "<")} 0), 0)`;
  const [balances, flows, payments, totals] = await Promise.all([
    db.select().from(chainTreasuryBalances),
    db
      .select({ token, received: part("+"), paid: part("-") })
      .from(chainTreasuryMovements)
      .groupBy(token),
    db.select().from(chainTreasuryPayments).orderBy(desc(chainTreasuryPayments.id)).limit(50),
    db
      .select()
      .from(chainTotals)
      .where(inArray(chainTotals.name, ["feesBooked", "feesSwept"])),
  ]);
  const total = (name: string) => totals.find((row) => row.name === name)?.value ?? 0n;
  return { balances, flows, payments, feesToSweep: total("feesBooked") - total("feesSwept") };
}

/** What the guardian stops and what it did, the newest first. */
export async function readGuardian(db: Executor, at: number) {
  const [pauses, acts] = await Promise.all([
    db
      .select()
      .from(chainPauses)
      .where(lt(sql`${at}`, chainPauses.until))
      .orderBy(asc(chainPauses.bit)),
    db.select().from(chainGuardianActs).orderBy(desc(chainGuardianActs.id)).limit(50),
  ]);
  return { pauses, acts };
}

import "server-only";
import type { Address, Hex } from "viem";
import type { z } from "zod";
import {
  chainTime,
  readOperations,
  readProposal as readRow,
  readProposals,
  type ProposalFilter,
  type ProposalRow,
} from "@/db/queries/governance";
import type { proposalSchema } from "@/lib/api/governance";
import { MarketError } from "@/lib/errors";
import { describeCall, innerCalls } from "@/lib/governance/describe-call";
import {
  proposalStandings,
  proposalState,
  type ProposalStanding,
  type ProposalState,
} from "@/lib/governance/proposal-state";
import { chainClock } from "@/server/chain/chain-clock";
import type { Context } from "@/server/context";
import { figuresBefore, withBefore } from "./figures-before";
import { quorumAt } from "./quorum-at";
import { describeOperation, doneOf } from "./read-operations";

type Page = Omit<ProposalFilter, "after"> & { cursor?: string | undefined; limit: number };

/** Every proposal that is asked for, the newest first, with where it stands. */
export async function listProposals(ctx: Context, { cursor, limit, ...filter }: Page) {
  const clock = { now: await chainClock(ctx), indexed: await chainTime(ctx.db) };
  const found: { row: ProposalRow; summary: Awaited<ReturnType<typeof summaryOf>> }[] = [];
  let after = cursor === undefined ? undefined : parseCursor(cursor);
  for (let isLast = false; !isLast && found.length <= limit;) {
    const rows = await readProposals(ctx.db, { ...filter, after }, clock, limit + 1);
    const summaries = await Promise.all(rows.map((row) => summaryOf(ctx, row, clock.now)));
    found.push(
      ...rows
        .map((row, index) => ({ row, summary: summaries[index]! }))
        .filter(({ summary }) => stands(summary.state, filter.standing)),
    );
    after = rows.at(-1);
    isLast = rows.length <= limit;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1)?.row;
  return {
    items: page.map(({ summary }) => summary),
    ...(found.length > limit && last && { next: `${last.at}_${last.id}` }),
  };
}

const stands = (state: ProposalState, standing: ProposalStanding | undefined) =>
  !standing || (proposalStandings[standing] as readonly ProposalState[]).includes(state);

/** One proposal: each act in words with the figure before it, and who voted. */
export async function readProposal(ctx: Context, id: string): Promise<z.input<typeof proposalSchema>> {
  const found = await readRow(ctx.db, BigInt(id));
  if (!found) throw new MarketError("NOT_FOUND", { noun: "proposal", id });
  const { proposal, calls, votes } = found;
  const { executedIn } = proposal;
  const at = await chainClock(ctx);
  const further = executedIn ? await readOperations(ctx.db, { scheduledIn: executedIn, limit: 100 }) : [];
  const done = [...(executedIn ? [executedIn] : []), ...doneOf(further)];
  const [summary, figures] = await Promise.all([summaryOf(ctx, proposal, at), figuresBefore(ctx.db, done)]);
  const { contracts } = ctx.env.deployment;
  const describe = (call: { target: Address; value: bigint; data: Hex }) =>
    withBefore(describeCall(call, contracts), figures);
  return {
    ...summary,
    description: proposal.description,
    actions: calls.map((call) => ({
      ...describe(call),
      inner: innerCalls(call, contracts).map(describe),
    })),
    operations: further.map((row) => describeOperation(ctx, row, figures, at)),
    ballots: votes.map(({ voter, against, for: inFavour, abstain, reason, at, transaction }) => ({
      voter,
      against,
      for: inFavour,
      abstain,
      reason,
      at: instant(at),
      transaction,
    })),
    queuedIn: proposal.queuedIn,
    executedIn: proposal.executedIn,
    cancelledIn: proposal.cancelledIn,
  };
}

async function summaryOf(ctx: Context, row: ProposalRow, at: number) {
  // A quorum is fixed at the snapshot, and the chain answers for it only once the next block is there.
  const counts = (await chainTime(ctx.db)) > row.voteStart;
  const quorum = counts ? await quorumAt(ctx, row.voteStart) : null;
  return {
    id: row.id.toString(),
    title: titleOf(row.description),
    proposer: row.proposer,
    state: proposalState(row, counts ? at : Math.min(at, row.voteEnd), quorum ?? 0n),
    now: instant(at),
    proposedAt: instant(row.at),
    transaction: row.transaction,
    voteStart: instant(row.voteStart),
    voteEnd: instant(row.voteEnd),
    executableAt: row.executableAt === null ? null : instant(row.executableAt),
    votes: { against: row.against, for: row.for, abstain: row.abstain, cast: row.voters },
    quorum,
  };
}

/** The first line of a description, without the marks of a heading. */
export function titleOf(description: string): string {
  const [first = ""] = description.trim().split("\n");
  return first.replace(/^#+\s*/, "").slice(0, 200) || "Without a title";
}

function parseCursor(cursor: string): { at: number; id: bigint } {
  const [, at, id] = /^(\d{1,12})_(\d{1,78})$/.exec(cursor) ?? [];
  if (!at || !id)
    throw new MarketError("INPUT_INVALID", { path: "cursor", detail: "not a cursor of this list" });
  return { at: Number(at), id: BigInt(id) };
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();

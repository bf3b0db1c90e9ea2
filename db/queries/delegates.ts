import {
  and,
  asc,
  count,
  countDistinct,
  desc,
  eq,
  gt,
  ilike,
  inArray,
  isNull,
  lte,
  ne,
  sql,
} from "drizzle-orm";
import type { Address } from "viem";
import type { Executor } from "@/db/client";
import {
  chainBonds,
  chainDelegations,
  chainProposals,
  chainTokenBalances,
  chainVotes,
  chainVotingPower,
} from "@/db/schema/chain";
import type { DelegateSort } from "@/lib/governance/delegate-sorts";

/** The newest proposals on which voting has begun by then, and which were not withdrawn. */
export function readVotedOn(db: Executor, at: number, limit: number) {
  return db
    .select({ id: chainProposals.id, description: chainProposals.description })
    .from(chainProposals)
    .where(and(lte(chainProposals.voteStart, at), isNull(chainProposals.cancelledIn)))
    .orderBy(desc(chainProposals.at), desc(chainProposals.id))
    .limit(limit);
}

type DelegatesAsked = {
  /** Votes for itself with what it keeps for stakers, who vote beside it. */
  bonds: Address;
  /** How an address begins. */
  search?: string | undefined;
  sort: DelegateSort;
  /** The proposals of which taking part is counted. */
  votedOn: readonly bigint[];
  skip: number;
  limit: number;
};

/** Wallets that AMB are delegated to: how many votes that gives, what they staked beside, from how many wallets, and on how many of the proposals they voted. */
export function readDelegates(db: Executor, { bonds, search, sort, votedOn, skip, limit }: DelegatesAsked) {
  const from = db
    .select({ delegate: chainDelegations.delegate, wallets: count().as("wallets") })
    .from(chainDelegations)
    .innerJoin(chainTokenBalances, eq(chainTokenBalances.holder, chainDelegations.delegator))
    .where(gt(chainTokenBalances.balance, 0n))
    .groupBy(chainDelegations.delegate)
    .as("delegated_from");
  const cast = db
    .select({ voter: chainVotes.voter, proposals: countDistinct(chainVotes.proposal).as("proposals") })
    .from(chainVotes)
    .where(inArray(chainVotes.proposal, [...votedOn]))
    .groupBy(chainVotes.voter)
    .as("cast");
  const { delegate: wallet, votes: delegated } = chainVotingPower;
  const staked = sql<string>`coalesce(${chainBonds.tokens}, 0)`;
  const wallets = sql<number>`coalesce(${from.wallets}, 0)`.mapWith(Number);
  const tookPart = sql<number>`coalesce(${cast.proposals}, 0)`.mapWith(Number);
  const votes = desc(sql`${delegated} + ${staked}`);
  const order = { votes: [], wallets: [desc(wallets)], "taking-part": [desc(tookPart)] }[sort];
  return db
    .select({ wallet, delegated, staked, wallets, tookPart })
    .from(chainVotingPower)
    .leftJoin(chainBonds, eq(chainBonds.operator, wallet))
    .leftJoin(from, eq(from.delegate, wallet))
    .leftJoin(cast, eq(cast.voter, wallet))
    .where(and(gt(delegated, 0n), ne(wallet, bonds), search ? ilike(wallet, `${search}%`) : undefined))
    .orderBy(...order, votes, asc(wallet))
    .offset(skip)
    .limit(limit);
}

/** How these wallets voted on these proposals. */
export function readVotesOf(db: Executor, voters: readonly Address[], proposals: readonly bigint[]) {
  return db
    .select()
    .from(chainVotes)
    .where(and(inArray(chainVotes.voter, [...voters]), inArray(chainVotes.proposal, [...proposals])))
    .orderBy(asc(chainVotes.id));
}

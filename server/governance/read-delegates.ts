import "server-only";
import { readDelegates, readVotedOn, readVotesOf } from "@/db/queries/delegates";
import type { DelegateSort } from "@/lib/governance/delegate-sorts";
import { lowerAddress } from "@/lib/wire";
import { chainClock } from "@/server/chain/chain-clock";
import type { Context } from "@/server/context";
import { titleOf } from "./read-proposals";

/** Of so many proposals it is told whether a delegate took part: a year's worth would hide who stopped. */
const proposalsCounted = 10;

type Asked = {
  search?: string | undefined;
  sort: DelegateSort;
  cursor?: string | undefined;
  limit: number;
};

/**
 * Who votes for others, with how many votes, and how they voted lately, in parts and with their reasons. The cursor is how
 * many came before: who overtakes another meanwhile may be seen twice.
 */
export async function listDelegates(ctx: Context, { search, sort, cursor, limit }: Asked) {
  const skip = Number(cursor ?? 0);
  const proposals = await readVotedOn(ctx.db, await chainClock(ctx), proposalsCounted);
  const votedOn = proposals.map(({ id }) => id);
  const bonds = lowerAddress(ctx.env.deployment.contracts.bonds);
  const rows = await readDelegates(ctx.db, { bonds, search, sort, votedOn, skip, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const wallets = page.map(({ wallet }) => wallet);
  const votes = wallets.length > 0 ? await readVotesOf(ctx.db, wallets, votedOn) : [];
  return {
    proposals: proposals.map(({ id, description }) => ({ id: id.toString(), title: titleOf(description) })),
    items: page.map(({ staked, ...row }) => ({
      ...row,
      staked: BigInt(staked),
      votes: row.delegated + BigInt(staked),
      ballots: votes
        .filter(({ voter }) => voter === row.wallet)
        .map(({ proposal, against, for: inFavour, abstain, reason }) => ({
          proposal: proposal.toString(),
          against,
          for: inFavour,
          abstain,
          reason,
        })),
    })),
    ...(rows.length > limit && { next: String(skip + limit) }),
  };
}

import "server-only";
import { isAddress, isHash, TransactionNotFoundError, type Hex } from "viem";
import { findByEnds, findByHash, findByText, knowsWallet } from "@/db/queries/network";
import type { searchKinds } from "@/lib/api/network";
import { lowerAddress } from "@/lib/wire";
import { chainUnreachable } from "@/server/chain/unreachable";
import type { Context } from "@/server/context";
import { titleOf } from "@/server/governance/read-proposals";

type Found = { kind: (typeof searchKinds)[number]; id: string; title: string };

/** "0x3c44…93bc", "Lease 1a2b3c4d": how pages shorten what has a hash or an address, with the word before it. */
const shortened =
  /^(?:[a-z]+ )?(?:0x)?([0-9a-f]{4,63})(?:…|\.\.\.)([0-9a-f]{4})$|^(?:[a-z]+ )?(?:0x)?([0-9a-f]{6,63})$/i;

/** "Proposal 42": the word is that of the page, the number names it. */
const numbered = /^proposal #?(?=\d)/i;

/**
 * What a text names: 32 bytes, a wallet, the ends of either, a proposal's number, or words of a device or a
 * proposal. Nothing found is an empty list.
 */
export async function searchNetwork(ctx: Context, { q }: { q: string }): Promise<Found[]> {
  if (isHash(q)) return byHash(ctx, lowerHash(q));
  if (isAddress(q, { strict: false })) {
    const id = lowerAddress(q);
    return (await knowsWallet(ctx.db, id)) ? [{ kind: "wallet", id, title: id }] : [];
  }
  const [ended, named] = await Promise.all([byEnds(ctx, q), byText(ctx, q.replace(numbered, ""))]);
  return [...ended, ...named];
}

async function byHash(ctx: Context, id: Hex): Promise<Found[]> {
  const { device, isLease, isTransaction } = await findByHash(ctx.db, id);
  const known: [Found["kind"], boolean, string][] = [
    ["device", device !== undefined, device ?? ""],
    ["lease", isLease, id],
    ["transaction", isTransaction, id],
  ];
  const found = known.filter(([, isIt]) => isIt).map(([kind, , title]) => ({ kind, id, title }));
  if (found.length > 0) return found;
  // A vote or a proposal moves no money, so only the chain itself knows its transaction.
  return (await isOnChain(ctx, id)) ? [{ kind: "transaction", id, title: id }] : [];
}

async function isOnChain(ctx: Context, hash: Hex): Promise<boolean> {
  try {
    await ctx.chain.public.getTransaction({ hash });
    return true;
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return false;
    throw chainUnreachable(error);
  }
}

async function byEnds(ctx: Context, q: string): Promise<Found[]> {
  const [, start, end, startAlone] = shortened.exec(q) ?? [];
  const first = start ?? startAlone;
  if (!first) return [];
  const found = await findByEnds(ctx.db, lowerHash(`0x${first}`), (end ?? "").toLowerCase());
  const titled = (kind: Found["kind"], ids: readonly string[]) => ids.map((id) => ({ kind, id, title: id }));
  return [
    ...found.devices.map(({ id, name }): Found => ({ kind: "device", id, title: name })),
    ...titled("lease", found.leases),
    ...titled("wallet", found.wallets),
    ...titled("transaction", found.transactions),
  ];
}

async function byText(ctx: Context, q: string): Promise<Found[]> {
  const { devices, proposals } = await findByText(ctx.db, q);
  return [
    ...devices.map(({ id, name }): Found => ({ kind: "device", id, title: name })),
    ...proposals.map(({ id, description }): Found => ({
      kind: "proposal",
      id: `${id}`,
      title: titleOf(description),
    })),
  ];
}

const lowerHash = (hex: Hex): Hex => hex.toLowerCase() as Hex;

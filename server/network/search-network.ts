import "server-only";
import { isAddress, isHash } from "viem";
import { findByHash, findByText, knowsWallet } from "@/db/queries/network";
import type { searchKinds } from "@/lib/api/network";
import { lowerAddress } from "@/lib/wire";
import type { Context } from "@/server/context";
import { titleOf } from "@/server/governance/read-proposals";

type Found = { kind: (typeof searchKinds)[number]; id: string; title: string };

/** What a text names: 32 bytes, a wallet, or words of a device or a proposal. Nothing found is an empty list. */
export async function searchNetwork(ctx: Context, { q }: { q: string }): Promise<Found[]> {
  if (isHash(q)) return byHash(ctx, q.toLowerCase() as typeof q);
  if (isAddress(q, { strict: false })) {
    const id = lowerAddress(q);
    return (await knowsWallet(ctx.db, id)) ? [{ kind: "wallet", id, title: id }] : [];
  }
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

async function byHash(ctx: Context, id: `0x${string}`): Promise<Found[]> {
  const { device, isLease, isTransaction } = await findByHash(ctx.db, id);
  const known: [Found["kind"], boolean, string][] = [
    ["device", device !== undefined, device ?? ""],
    ["lease", isLease, id],
    ["transaction", isTransaction, id],
  ];
  return known.filter(([, isIt]) => isIt).map(([kind, , title]) => ({ kind, id, title }));
}

import "server-only";
import { readPayments, type Payment } from "@/db/queries/payments";
import { exactUsd } from "@/lib/money/usd6";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

type Page = { cursor?: string | undefined; limit: number };

/** What the contract paid the signed-in operator and what it credited out of its cover, the newest first. */
export async function listPayments(ctx: Context, { cursor, limit }: Page) {
  const rows = await readPayments(ctx.db, { operator: requireWallet(ctx), cursor, limit: limit + 1 });
  return {
    items: rows.slice(0, limit).map(({ id: _, operator: __, at, ...row }) => ({ ...row, at: instant(at) })),
    ...(rows.length > limit && { next: rows[limit - 1]!.id }),
  };
}

const head = ["at", "kind", "customer", "lease", "device", "amount_usd", "fee_usd", "net_usd", "transaction"];

/** All of it as comma-separated values, the oldest first. Credits are negative, so that the column of nets adds up. */
export async function paymentsCsv(ctx: Context): Promise<Blob> {
  const rows = await readPayments(ctx.db, { operator: requireWallet(ctx) });
  const lines = [head, ...rows.reverse().map(lineOf)].map((cells) => cells.join(","));
  return new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" });
}

function lineOf({ at, kind, customer, lease, device, amount, fee, transaction }: Payment): string[] {
  const net = kind === "credit" ? -amount : amount - fee;
  const money = [amount, fee, net].map(exactUsd);
  return [instant(at), kind, customer, lease ?? "", device ?? "", ...money, transaction];
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();

import "server-only";
import type { Address, Hex } from "viem";
import type { z } from "zod";
import { readOperations, type OperationRow } from "@/db/queries/governance";
import type { operationSchema } from "@/lib/api/governance";
import { MarketError } from "@/lib/errors";
import { describeCall, type DescribedCall } from "@/lib/governance/describe-call";
import { operationState } from "@/lib/governance/operation-state";
import { chainClock } from "@/server/chain/chain-clock";
import type { Context } from "@/server/context";
import { figuresBefore, withBefore, type FigureValues } from "./figures-before";

type Described = z.input<typeof operationSchema>;

/** What votes put into the upgrade timelock, the newest first. */
export async function listOperations(
  ctx: Context,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const rows = await readOperations(ctx.db, { after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const figures = await figuresBefore(ctx.db, doneOf(page));
  const at = await chainClock(ctx);
  return {
    items: page.map((row) => describeOperation(ctx, row, figures, at)),
    ...(rows.length > limit && last && { next: `${last.at}_${last.id}` }),
  };
}

/** The transactions in which these were carried out. */
export const doneOf = (rows: readonly OperationRow[]): Hex[] =>
  rows.flatMap(({ state, doneIn }) => (state === "done" && doneIn ? [doneIn] : []));

/** An operation with its calls in words and where it stands at an instant in Unix seconds. */
export function describeOperation(
  { env }: Pick<Context, "env">,
  row: OperationRow,
  figures: FigureValues,
  at: number,
): Described {
  const { contracts } = env.deployment;
  const describe = (call: { target: Address; value: bigint; data: Hex }): DescribedCall =>
    describeCall(call, contracts);
  return {
    id: row.id,
    state: operationState(row, at),
    now: instant(at),
    readyAt: instant(row.readyAt),
    predecessor: row.predecessor,
    salt: row.salt,
    calls: row.calls.map((call) => withBefore(describe(call), figures)),
    proposal: row.proposal?.toString() ?? null,
    scheduledIn: row.transaction,
    doneIn: row.doneIn,
  };
}

function parseCursor(cursor: string): { at: number; id: Hex } {
  const [, at, id] = /^(\d{1,12})_(0x[0-9a-f]{64})$/.exec(cursor) ?? [];
  if (!at || !id)
    throw new MarketError("INPUT_INVALID", { path: "cursor", detail: "not a cursor of this list" });
  return { at: Number(at), id: id as Hex };
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();

import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import { enrolments } from "@/db/schema/devices";
import { placesAmong } from "@/lib/chain/many-enrolments";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";
import { enrolmentTerms, enrolmentView } from "./request-enrolment";
import { requireInvited, requireOperatorSignature } from "./sponsor-enrolment";

/**
 * The signed-in wallet signs once for many waiting devices, in the order in which they stand in what it signed
 * (`lib/chain/many-enrolments.ts`). It counts for all of them or for none; each device then answers for itself. What the
 * wallet signed for before, with the same payout address, stays as it was: so it can be handed in again.
 */
export async function sponsorMany(
  ctx: Context,
  { ids, payout, signature }: { ids: string[]; payout: Address; signature: Hex },
) {
  const operator = requireWallet(ctx);
  const many = await readMany(ctx, ids);
  for (const enrolment of many) requireInvited(enrolment, operator);
  const all = many.map((enrolment) => enrolmentTerms(enrolment, operator, payout));
  const places = placesAmong(all);
  // Asked of the chain before anything is locked: it may take its time.
  await requireOperatorSignature(ctx, all[0]!, signature, places[0]);

  const placed = many.map((enrolment, index) => ({ enrolment, place: places[index]! }));
  const open = placed.filter(({ enrolment }) => !isSignedFor(ctx, enrolment, operator, payout));
  for (const { enrolment } of open) requireWaiting(ctx, enrolment);
  const signed = { state: "waiting-for-device", operator, payout, operatorSignature: signature } as const;
  const given = JSON.stringify(open.map(({ enrolment, place }) => ({ id: enrolment.id, place })));
  await ctx.db.transaction(async (tx) => {
    await lockWaiting(
      tx,
      open.map(({ enrolment }) => enrolment.id),
    );
    await tx
      .update(enrolments)
      .set({ ...signed, place: sql`given.place` })
      .from(sql`jsonb_to_recordset(${given}::jsonb) as given(id text, place jsonb)`)
      .where(eq(enrolments.id, sql`given.id`));
  });
  return { sponsored: open.length };
}

type Enrolment = typeof enrolments.$inferSelect;

async function readMany({ db }: Context, ids: string[]): Promise<Enrolment[]> {
  const found = await db.select().from(enrolments).where(inArray(enrolments.id, ids));
  const byId = new Map(found.map((enrolment) => [enrolment.id, enrolment]));
  return ids.map((id) => {
    const enrolment = byId.get(id);
    if (!enrolment) throw new MarketError("NOT_FOUND", { noun: "enrolment", id });
    return enrolment;
  });
}

const isSignedFor = (ctx: Context, enrolment: Enrolment, operator: Address, payout: Address) =>
  enrolment.operator === operator &&
  enrolment.payout === payout &&
  enrolmentView(enrolment, ctx.now).state !== "expired";

function requireWaiting(ctx: Context, enrolment: Enrolment): void {
  const { state, report } = enrolmentView(enrolment, ctx.now);
  if (state !== "waiting-for-operator")
    throw new MarketError("ENROLMENT_INVALID", {
      detail: `that of ${report.name} is ${state.replaceAll("-", " ")}`,
    });
}

/** In the order of their ids, so that no two who sign for several wait for each other. Throws CONFLICT if one was signed for since it was read. */
async function lockWaiting(tx: Executor, ids: string[]): Promise<void> {
  const locked = await tx
    .select({ id: enrolments.id })
    .from(enrolments)
    .where(and(inArray(enrolments.id, ids), eq(enrolments.state, "waiting-for-operator")))
    .orderBy(asc(enrolments.id))
    .for("update");
  const waiting = new Set(locked.map(({ id }) => id));
  const taken = ids.find((id) => !waiting.has(id));
  if (taken) throw new MarketError("CONFLICT", { noun: "enrolment", id: taken });
}

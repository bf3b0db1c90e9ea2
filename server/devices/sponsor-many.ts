import "server-only";
import { eq, inArray } from "drizzle-orm";
import type { Address, Hex } from "viem";
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
  return ctx.db.transaction(async (tx) => {
    const found = await tx.select().from(enrolments).where(inArray(enrolments.id, ids)).for("update");
    const byId = new Map(found.map((enrolment) => [enrolment.id, enrolment]));
    const many = ids.map((id) => {
      const enrolment = byId.get(id);
      if (!enrolment) throw new MarketError("NOT_FOUND", { noun: "enrolment", id });
      requireInvited(enrolment, operator);
      return enrolment;
    });
    const all = many.map((enrolment) => enrolmentTerms(enrolment, operator, payout));
    const places = placesAmong(all);
    await requireOperatorSignature(ctx, all[0]!, signature, places[0]);

    let sponsored = 0;
    for (const [index, enrolment] of many.entries()) {
      const { state } = enrolmentView(enrolment, ctx.now);
      if (enrolment.operator === operator && enrolment.payout === payout && state !== "expired") continue;
      if (state !== "waiting-for-operator")
        throw new MarketError("ENROLMENT_INVALID", {
          detail: `that of ${enrolment.report.name} is ${state.replaceAll("-", " ")}`,
        });
      // The row is locked: nobody else has signed for it since it was read.
      await tx
        .update(enrolments)
        .set({
          state: "waiting-for-device",
          operator,
          payout,
          operatorSignature: signature,
          place: places[index]!,
        })
        .where(eq(enrolments.id, enrolment.id));
      sponsored += 1;
    }
    return { sponsored };
  });
}

import "server-only";
import { and, eq } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { enrolments } from "@/db/schema/devices";
import { digestOfMany, type PlaceAmongMany } from "@/lib/chain/many-enrolments";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { notify } from "@/server/changes";
import { isSignedBy } from "@/server/chain/is-signed-by";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";
import { enrolmentTerms, enrolmentView, readEnrolment } from "./request-enrolment";

/** The signed-in wallet signs for a waiting device as its operator; the device, which is asking all the while, signs next. */
export async function sponsorEnrolment(
  ctx: Context,
  { id, payout, signature }: { id: string; payout: Address; signature: Hex },
) {
  const operator = requireWallet(ctx);
  const enrolment = await readEnrolment(ctx, id);
  const view = enrolmentView(enrolment, ctx.now);
  requireInvited(enrolment, operator);
  if (view.state !== "waiting-for-operator")
    throw new MarketError("ENROLMENT_INVALID", { detail: `it is ${view.state.replaceAll("-", " ")}` });
  await requireOperatorSignature(ctx, enrolmentTerms(enrolment, operator, payout), signature);
  const [signed] = await ctx.db
    .update(enrolments)
    .set({ state: "waiting-for-device", operator, payout, operatorSignature: signature })
    .where(and(eq(enrolments.id, id), eq(enrolments.state, "waiting-for-operator")))
    .returning();
  if (!signed) throw new MarketError("CONFLICT", { noun: "enrolment", id });
  await notify(ctx.db, `enrolment:${id}`);
  return enrolmentView(signed, ctx.now);
}

/** A device that came with a wallet's token becomes that wallet's and nobody else's. */
export function requireInvited({ invitedBy }: { invitedBy: Address | null }, operator: Address): void {
  if (invitedBy !== null && invitedBy !== operator)
    throw new MarketError("FORBIDDEN", {
      wallet: operator,
      detail: `the device came with a token of ${invitedBy}`,
    });
}

/** Throws ENROLMENT_INVALID unless the operator's wallet signed these terms, alone or at their place among many. */
export async function requireOperatorSignature(
  ctx: Context,
  terms: ReturnType<typeof enrolmentTerms>,
  signature: Hex,
  place?: PlaceAmongMany,
): Promise<void> {
  const { chainId, contracts } = ctx.env.deployment;
  const at = domain(chainId, contracts.devices);
  const hash = place ? digestOfMany(at, terms, place) : digestOf("Enrolment", at, terms);
  if (!(await isSignedBy(ctx.chain, terms.operator, { hash, signature })))
    throw new MarketError("ENROLMENT_INVALID", { detail: `it is not signed by ${terms.operator}` });
}

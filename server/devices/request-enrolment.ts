import "server-only";
import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { z } from "zod";
import { enrolments } from "@/db/schema/devices";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { deviceIdOf } from "@/lib/chain/device-key";
import type { enrolmentSchema } from "@/lib/api/devices";
import type { DeviceReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import type { Prices } from "@/lib/pricing/rate";
import type { Context } from "@/server/context";

type Enrolment = typeof enrolments.$inferSelect;

/** How long an introduction waits for the operator. */
const validHours = 24;

/**
 * A new device introduces itself: it gets what both sides have to sign, and the page where its operator
 * does. The door has checked that the request is signed by the key it brings.
 */
export async function requestEnrolment(
  ctx: Context,
  { publicKey, report, prices }: { publicKey: { x: Hex; y: Hex }; report: DeviceReport; prices: Prices },
) {
  const device = deviceIdOf(publicKey);
  const { chainId, contracts } = ctx.env.deployment;
  const nonce = await ctx.chain.public.readContract({
    abi: devicesAbi,
    address: contracts.devices,
    functionName: "nonceOf",
    args: [device],
  });
  const id = randomBytes(9).toString("base64url");
  const [enrolment] = await ctx.db
    .insert(enrolments)
    .values({
      id,
      device,
      keyX: publicKey.x,
      keyY: publicKey.y,
      report,
      ...prices,
      nonce: nonce.toString(),
      validUntil: Math.floor(ctx.now.getTime() / 1000) + validHours * 3600,
      createdAt: ctx.now,
    })
    .returning();
  const signAt = new URL(`/operate/enrol/${id}`, ctx.env.PUBLIC_URL).href;
  return {
    enrolment: enrolmentView(enrolment!, ctx.now),
    chainId,
    devicesContract: contracts.devices,
    signAt,
  };
}

/** An enrolment as its operator and its device see it. */
export async function readEnrolment(ctx: Context, id: string): Promise<Enrolment> {
  const [enrolment] = await ctx.db.select().from(enrolments).where(eq(enrolments.id, id));
  if (!enrolment) throw new MarketError("NOT_FOUND", { noun: "enrolment", id });
  return enrolment;
}

export function enrolmentView(enrolment: Enrolment, now: Date): z.input<typeof enrolmentSchema> {
  const { id, device, report, nonce, validUntil, operator, payout } = enrolment;
  const expired = enrolment.state !== "done" && validUntil * 1000 <= now.getTime();
  return {
    id,
    state: expired ? "expired" : enrolment.state,
    device,
    report,
    nonce,
    validUntil,
    operator,
    payout,
  };
}

/** What both sides sign. */
export function enrolmentTerms({ device, nonce, validUntil }: Enrolment, operator: Address, payout: Address) {
  return { device, operator, payout, nonce: BigInt(nonce), validUntil };
}

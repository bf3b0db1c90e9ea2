import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, gt, ne } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { z } from "zod";
import type { Executor } from "@/db/client";
import { enrolments } from "@/db/schema/devices";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { deviceIdOf } from "@/lib/chain/device-key";
import type { enrolmentSchema } from "@/lib/api/devices";
import type { DeviceReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import type { Prices } from "@/lib/pricing/rate";
import type { Context } from "@/server/context";
import { hashToken } from "@/server/http/sign-in-cookie";
import { spendToken } from "./spend-token";

type Enrolment = typeof enrolments.$inferSelect;

/** How long an introduction waits for the operator. */
const validHours = 24;

type Introduction = {
  publicKey: { x: Hex; y: Hex };
  report: DeviceReport;
  prices: Prices;
  token?: string | undefined;
};

/**
 * A new device introduces itself: it gets what both sides have to sign, and the page where its operator
 * does. The door has checked that the request is signed by the key it brings. With a token it belongs to
 * that wallet's page; introduced again, with the same token, it goes on where it was.
 */
export async function requestEnrolment(ctx: Context, { publicKey, report, prices, token }: Introduction) {
  const device = deviceIdOf(publicKey);
  const { chainId, contracts } = ctx.env.deployment;
  const nonce = await ctx.chain.public.readContract({
    abi: devicesAbi,
    address: contracts.devices,
    functionName: "nonceOf",
    args: [device],
  });
  const fresh = {
    id: randomBytes(9).toString("base64url"),
    device,
    keyX: publicKey.x,
    keyY: publicKey.y,
    report,
    ...prices,
    nonce: nonce.toString(),
    validUntil: Math.floor(ctx.now.getTime() / 1000) + validHours * 3600,
    createdAt: ctx.now,
  };
  const enrolment = await ctx.db.transaction((tx) =>
    token === undefined ? insert(tx, fresh) : insertInvited(tx, fresh, token, ctx.now),
  );
  return {
    enrolment: enrolmentView(enrolment, ctx.now),
    chainId,
    devicesContract: contracts.devices,
    signAt: new URL(`/operate/enrol/${enrolment.id}`, ctx.env.PUBLIC_URL).href,
  };
}

type Fresh = typeof enrolments.$inferInsert;

async function insert(tx: Executor, row: Fresh): Promise<Enrolment> {
  const [enrolment] = await tx.insert(enrolments).values(row).returning();
  return enrolment!;
}

/** An agent that was started again before its operator signed does not use the token up a second time. */
async function insertInvited(tx: Executor, fresh: Fresh, token: string, now: Date): Promise<Enrolment> {
  const hash = hashToken(token);
  const [known] = await tx
    .update(enrolments)
    .set({ report: fresh.report })
    .where(
      and(
        eq(enrolments.token, hash),
        eq(enrolments.device, fresh.device),
        eq(enrolments.nonce, fresh.nonce),
        ne(enrolments.state, "done"),
        gt(enrolments.validUntil, Math.floor(now.getTime() / 1000)),
      ),
    )
    .returning();
  if (known) return known;
  return insert(tx, { ...fresh, token: hash, invitedBy: await spendToken(tx, hash, now) });
}

/** An enrolment as its operator and its device see it. */
export async function readEnrolment(ctx: Context, id: string): Promise<Enrolment> {
  const [enrolment] = await ctx.db.select().from(enrolments).where(eq(enrolments.id, id));
  if (!enrolment) throw new MarketError("NOT_FOUND", { noun: "enrolment", id });
  return enrolment;
}

export function enrolmentView(enrolment: Enrolment, now: Date): z.input<typeof enrolmentSchema> {
  const { id, device, report, nonce, validUntil, invitedBy, operator, payout } = enrolment;
  const expired = enrolment.state !== "done" && validUntil * 1000 <= now.getTime();
  return {
    id,
    state: expired ? "expired" : enrolment.state,
    device,
    report,
    nonce,
    validUntil,
    invitedBy,
    operator,
    payout,
  };
}

/** What both sides sign. */
export function enrolmentTerms({ device, nonce, validUntil }: Enrolment, operator: Address, payout: Address) {
  return { device, operator, payout, nonce: BigInt(nonce), validUntil };
}

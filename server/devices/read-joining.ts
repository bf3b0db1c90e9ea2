import "server-only";
import { and, desc, eq, gt, isNull, lt } from "drizzle-orm";
import { chainOperators } from "@/db/schema/chain";
import { deviceBenchmarks, devices, enrolments, enrolmentTokens } from "@/db/schema/devices";
import { tokenDevicesMax } from "@/lib/api/devices";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";
import { enrolmentView } from "./request-enrolment";

const shownMs = 86_400_000;

/** What the signed-in wallet has under way: the tokens that still have room, and the devices that came with one. */
export async function readJoining(ctx: Context) {
  const operator = requireWallet(ctx);
  const [tokens, joined, [known]] = await Promise.all([
    ctx.db
      .select()
      .from(enrolmentTokens)
      .where(
        and(
          eq(enrolmentTokens.operator, operator),
          isNull(enrolmentTokens.revokedAt),
          gt(enrolmentTokens.expiresAt, ctx.now),
          lt(enrolmentTokens.used, enrolmentTokens.devices),
        ),
      )
      .orderBy(desc(enrolmentTokens.createdAt)),
    ctx.db
      .select({ enrolment: enrolments, measured: deviceBenchmarks.benchmark, device: devices.state })
      .from(enrolments)
      .leftJoin(devices, eq(devices.id, enrolments.device))
      .leftJoin(deviceBenchmarks, eq(deviceBenchmarks.device, enrolments.device))
      .where(
        and(
          eq(enrolments.invitedBy, operator),
          gt(enrolments.createdAt, new Date(ctx.now.getTime() - shownMs)),
        ),
      )
      .orderBy(desc(enrolments.createdAt))
      .limit(tokenDevicesMax),
    ctx.db
      .select({ payout: chainOperators.payout })
      .from(chainOperators)
      .where(eq(chainOperators.operator, operator)),
  ]);
  return {
    payout: known?.payout ?? null,
    tokens: tokens.map(({ hash, devices: most, used, createdAt, expiresAt }) => ({
      id: hash,
      devices: most,
      used,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
    enrolments: newestOfEach(joined)
      // What became of an introduction is over once the device is out again.
      .filter(({ enrolment, device }) => enrolment.state !== "done" || device !== "retired")
      .map(({ enrolment, measured }) => ({ ...enrolmentView(enrolment, ctx.now), measured })),
  };
}

/** A device that was taken out and came back has more than one introduction: only the last one leads anywhere. */
function newestOfEach<Joined extends { enrolment: { device: string } }>(
  newestFirst: readonly Joined[],
): Joined[] {
  const seen = new Set<string>();
  return newestFirst.filter(({ enrolment: { device } }) => !seen.has(device) && seen.add(device));
}

import { and, eq, ne, or, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { chainDeviceHistory, chainOperators, chainRegistrations } from "@/db/schema/chain";
import { devices, enrolments } from "@/db/schema/devices";

/**
 * The devices of which the contract says something else than our registry, with both. A device that was
 * enrolled again is left out until the contract has learnt of it: what it says until then is of the time
 * before. `at` is the chain's clock in Unix seconds, for tiers that are approved by time alone.
 */
export async function readOutdatedDevices(db: Executor, at: number) {
  const { status, tier, nominatedTier, approvableAt } = chainRegistrations;
  const tierNow = sql<number>`case when ${approvableAt} <> 0 and ${approvableAt} <= ${at} then ${nominatedTier} else ${tier} end`;
  const payoutNow = sql<
    typeof devices.$inferSelect.payout
  >`coalesce(${chainOperators.payout}, ${devices.operator})`;
  const enrolledOnChain = sql`(select count(*) from ${chainDeviceHistory}
    where ${chainDeviceHistory.device} = ${devices.id} and ${chainDeviceHistory.kind} = 'enrolled')`;
  const enrolledHere = sql`(select coalesce(max(${enrolments.nonce}::int), 0) from ${enrolments}
    where ${enrolments.device} = ${devices.id} and ${enrolments.state} = 'done')`;
  return db
    .select({
      id: devices.id,
      operator: devices.operator,
      before: { state: devices.state, tier: devices.tier },
      now: { state: status, tier: tierNow, payout: payoutNow },
    })
    .from(devices)
    .innerJoin(chainRegistrations, eq(chainRegistrations.id, devices.id))
    .leftJoin(chainOperators, eq(chainOperators.operator, devices.operator))
    .where(
      and(
        or(
          sql`${status} <> ${devices.state}::text`,
          sql`${tierNow} <> ${devices.tier}`,
          ne(devices.payout, payoutNow),
        ),
        sql`${enrolledOnChain} > ${enrolledHere}`,
      ),
    );
}

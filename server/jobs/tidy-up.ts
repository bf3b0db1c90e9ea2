import "server-only";
import { and, eq, lt, ne, sql } from "drizzle-orm";
import { forgetDeviceChanges } from "@/db/queries/registry";
import { agentBatches, deviceBoots, devices, enrolments, enrolmentTokens } from "@/db/schema/devices";
import { signInNonces, signIns } from "@/db/schema/sign-in";
import type { Context } from "@/server/context";
import { changesKeptMs } from "@/server/matching/live-index";
import { forgetFailedJobs } from "./forget-failed-jobs";

const dayMs = 86_400_000;

/** Drops what nobody can use any more. Batches are kept for two days: a device that was cut off for one may still repeat its last. */
export async function tidyUp(ctx: Context): Promise<void> {
  const ago = (ms: number) => new Date(ctx.now.getTime() - ms);
  await ctx.db.delete(signInNonces).where(lt(signInNonces.createdAt, ago(dayMs)));
  await ctx.db.delete(signIns).where(lt(signIns.expiresAt, ctx.now));
  await ctx.db.delete(agentBatches).where(lt(agentBatches.createdAt, ago(2 * dayMs)));
  await ctx.db
    .delete(enrolments)
    .where(and(ne(enrolments.state, "done"), lt(enrolments.createdAt, ago(7 * dayMs))));
  await ctx.db.delete(enrolmentTokens).where(lt(enrolmentTokens.expiresAt, ago(7 * dayMs)));
  await forgetFailedJobs(ctx, ago(dayMs / 24));
  await forgetDeviceChanges(ctx.db, ago(changesKeptMs));
  // A request of an older boot is refused by the boot alone, so its window is not needed.
  await ctx.db
    .delete(deviceBoots)
    .where(
      and(
        lt(deviceBoots.startedAt, ago(dayMs)),
        sql`not exists (select 1 from ${devices} where ${eq(devices.id, deviceBoots.device)} and ${eq(devices.bootId, deviceBoots.bootId)})`,
      ),
    );
}

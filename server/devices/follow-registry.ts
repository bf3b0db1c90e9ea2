import "server-only";
import { and, eq } from "drizzle-orm";
import { readOutdatedDevices } from "@/db/queries/registrations";
import { recordChange } from "@/db/queries/state-changes";
import { devices } from "@/db/schema/devices";
import type { DeviceState } from "@/lib/devices/device";
import type { ReasonCode } from "@/lib/reasons";
import { chainClock } from "@/server/chain/chain-clock";
import type { Context } from "@/server/context";
import { enqueue, enqueueMatchWaiting } from "@/server/jobs/enqueue";
import { tellDevice } from "./tell-device";

const followEveryMs = 2_000;

const reasonFor: Record<DeviceState, ReasonCode> = {
  enrolled: "DEVICE_REINSTATED",
  retired: "DEVICE_RETIRED",
  suspended: "DEVICE_SUSPENDED",
  banned: "DEVICE_BANNED",
};

/**
 * Makes our registry say of each device what the contract says: whether it was retired by its operator or
 * suspended by a vote, for which tier it is approved, and where its earnings go. The two are compared as
 * they stand, so that nothing is lost with an event and a reorg is followed back. Comes again by itself.
 */
export async function followRegistry(ctx: Context): Promise<void> {
  for (const outdated of await readOutdatedDevices(ctx.db, await chainClock(ctx)))
    await follow(ctx, outdated);
  await enqueue(
    ctx.db,
    "follow-registry",
    {},
    { key: "follow-registry", runAt: new Date(ctx.now.getTime() + followEveryMs) },
  );
}

type Outdated = Awaited<ReturnType<typeof readOutdatedDevices>>[number];

async function follow(ctx: Context, { id, operator, before, now }: Outdated): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    // Whoever enrolled it again meanwhile has changed what we compared with.
    const followed = await tx
      .update(devices)
      .set(now)
      .where(and(eq(devices.id, id), eq(devices.operator, operator), eq(devices.state, before.state)))
      .returning({ id: devices.id });
    if (followed.length === 0) return;
    const change = { noun: "device", id, from: before.state, to: now.state, at: ctx.now } as const;
    if (now.state !== before.state)
      await recordChange(tx, {
        ...change,
        reason: reasonFor[now.state],
        actor: now.state === "retired" ? operator : "governance",
      });
    else if (now.tier !== before.tier)
      await recordChange(tx, {
        ...change,
        reason: "DEVICE_TIER_CHANGED",
        facts: { tier: now.tier },
        actor: "governance",
      });
    await tellDevice(tx, id);
    await enqueueMatchWaiting(tx);
  });
}

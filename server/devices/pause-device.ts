import "server-only";
import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { recordChange } from "@/db/queries/state-changes";
import { devices } from "@/db/schema/devices";
import type { DevicePause } from "@/lib/devices/device-pause";
import type { Context } from "@/server/context";
import { requireDevice } from "@/server/http/require-wallet";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";

/** The device takes nothing new for a while, by what its operator set, or does again. What it runs goes on. */
export async function pauseDevice(ctx: Context, { pause }: { pause: DevicePause | null }) {
  const id = requireDevice(ctx);
  await ctx.db.transaction(async (tx) => {
    await setPause(ctx, tx, id, pause);
    if (!pause) await enqueueMatchWaiting(tx);
  });
  return {};
}

/** Writes down a pause and why, if it is not the one that stands. */
export async function setPause(
  ctx: Context,
  tx: Executor,
  id: Hex,
  pause: DevicePause | null,
): Promise<void> {
  const [before] = await tx
    .select({ pause: devices.pause })
    .from(devices)
    .where(eq(devices.id, id))
    .for("update");
  await tx.update(devices).set({ pause }).where(eq(devices.id, id));
  if ((before?.pause?.reason ?? null) === (pause?.reason ?? null)) return;
  await recordChange(tx, {
    noun: "device",
    id,
    from: before?.pause ? "paused" : "online",
    to: pause ? "paused" : "online",
    reason: pause?.reason ?? "DEVICE_RESUMED",
    ...(pause && { facts: pause.facts }),
    actor: id,
    at: ctx.now,
  });
}

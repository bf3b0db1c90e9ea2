import "server-only";
import { inArray, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import { recordChange } from "@/db/queries/state-changes";
import { devices } from "@/db/schema/devices";
import { MarketError } from "@/lib/errors";
import type { Prices } from "@/lib/pricing/rate";
import { notify, topics } from "@/server/changes";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";

type DeviceChange = {
  ids: readonly Hex[];
  prices?: { [Price in keyof Prices]?: number | undefined } | undefined;
  name?: string | undefined;
  draining?: boolean | undefined;
};

/**
 * Changes devices of the signed-in operator, all of them or none. New prices hold for orders to come;
 * leases in force keep theirs. Throws NOT_FOUND, FORBIDDEN or DEVICE_RETIRED with the first that stands in the way.
 */
export async function changeDevices(
  ctx: Context,
  { ids, prices, name, draining }: DeviceChange,
): Promise<{ changed: number }> {
  const operator = requireWallet(ctx);
  const wanted = [...new Set(ids)];
  return ctx.db.transaction(async (tx) => {
    const before = await lockOwned(tx, wanted, operator);
    await tx
      .update(devices)
      .set({
        ...prices,
        ...(name !== undefined && { name }),
        ...(draining !== undefined && { draining }),
        commandCursor: sql`${devices.commandCursor} + 1`,
      })
      .where(inArray(devices.id, wanted));
    const drained = before.filter((device) => draining !== undefined && draining !== device.draining);
    await recordChange(
      tx,
      ...drained.map(({ id }) => ({
        noun: "device" as const,
        id,
        from: draining ? "online" : "draining",
        to: draining ? "draining" : "online",
        reason: draining ? ("NODE_DRAINING" as const) : ("DEVICE_RESUMED" as const),
        actor: operator,
        at: ctx.now,
      })),
    );
    await notify(tx, ...before.map(({ id }) => topics.device(id)));
    await enqueueMatchWaiting(tx);
    return { changed: before.length };
  });
}

/** The devices, locked in one order, so that two changes of the same ones do not wait for each other for ever. */
async function lockOwned(tx: Executor, ids: readonly Hex[], operator: Address) {
  const found = await tx
    .select({ id: devices.id, operator: devices.operator, state: devices.state, draining: devices.draining })
    .from(devices)
    .where(inArray(devices.id, [...ids]))
    .orderBy(devices.id)
    .for("update");
  const missing = ids.find((id) => !found.some((device) => device.id === id));
  if (missing) throw new MarketError("NOT_FOUND", { noun: "device", id: missing });
  for (const device of found) {
    if (device.operator !== operator)
      throw new MarketError("FORBIDDEN", {
        wallet: operator,
        detail: `the device ${device.id} belongs to ${device.operator}`,
      });
    if (device.state === "retired") throw new MarketError("DEVICE_RETIRED", {});
  }
  return found;
}

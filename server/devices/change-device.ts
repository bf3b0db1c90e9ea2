import "server-only";
import { and, eq } from "drizzle-orm";
import type { Hex } from "viem";
import { recordChange } from "@/db/queries/state-changes";
import { devices } from "@/db/schema/devices";
import { MarketError } from "@/lib/errors";
import type { Prices } from "@/lib/pricing/rate";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";
import { tellDevice } from "./tell-device";

export type DeviceChange = {
  id: Hex;
  prices?: Prices | undefined;
  name?: string | undefined;
  draining?: boolean | undefined;
};

/** Changes a device of the signed-in operator. New prices hold for orders to come; leases in force keep theirs. */
export async function changeDevice(
  ctx: Context,
  { id, prices, name, draining }: DeviceChange,
): Promise<void> {
  const operator = requireWallet(ctx);
  await ctx.db.transaction(async (tx) => {
    const [device] = await tx.select().from(devices).where(eq(devices.id, id)).for("update");
    if (!device) throw new MarketError("NOT_FOUND", { noun: "device", id });
    if (device.operator !== operator)
      throw new MarketError("FORBIDDEN", {
        wallet: operator,
        detail: `the device belongs to ${device.operator}`,
      });
    if (device.state === "retired") throw new MarketError("DEVICE_RETIRED", {});
    await tx
      .update(devices)
      .set({ ...prices, ...(name !== undefined && { name }), ...(draining !== undefined && { draining }) })
      .where(and(eq(devices.id, id), eq(devices.operator, operator)));
    if (draining !== undefined && draining !== device.draining) {
      const reason = draining ? "NODE_DRAINING" : "DEVICE_RESUMED";
      await recordChange(tx, {
        noun: "device",
        id,
        from: draining ? "online" : "draining",
        to: draining ? "draining" : "online",
        reason,
        actor: operator,
        at: ctx.now,
      });
    }
    await tellDevice(tx, id);
    await enqueueMatchWaiting(tx);
  });
}

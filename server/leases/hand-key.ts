import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Hex } from "viem";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { MarketError } from "@/lib/errors";
import { leaseClocks } from "@/lib/leases/lease";
import type { SealedKey } from "@/lib/orders/seal-key";
import type { Context } from "@/server/context";
import { tellDevice } from "@/server/devices/tell-device";
import { requireWallet } from "@/server/http/require-wallet";

/** To whom the customer of a sealed order seals its content key. For anyone else there is nothing. */
export async function readSeal(ctx: Context, id: Hex) {
  const wallet = requireWallet(ctx);
  const [row] = await ctx.db
    .select({
      spec: orders.spec,
      sealedKey: leases.sealedKey,
      sealKey: devices.sealKey,
      deviceKey: { x: devices.keyX, y: devices.keyY },
    })
    .from(leases)
    .innerJoin(orders, eq(orders.id, leases.order))
    .innerJoin(devices, eq(devices.id, leases.device))
    .where(and(eq(leases.id, id), eq(leases.customer, wallet)));
  if (!row?.spec.sealed || !row.sealKey) throw new MarketError("NOT_FOUND", { noun: "sealed lease", id });
  return { deviceKey: row.deviceKey, sealKey: row.sealKey, handedOver: row.sealedKey !== null };
}

/**
 * Passes the content key of a sealed order on to the device of this lease, which alone can open it. Once:
 * the first that came counts. From here the device has its usual time to start.
 */
export async function handKey(ctx: Context, { id, key }: { id: Hex; key: SealedKey }) {
  const { handedOver } = await readSeal(ctx, id);
  if (handedOver) throw new MarketError("CONFLICT", { noun: "key of lease", id });
  await ctx.db.transaction(async (tx) => {
    const [lease] = await tx.select().from(leases).where(eq(leases.id, id)).for("update");
    const deadline =
      lease!.state === "starting" ? new Date(ctx.now.getTime() + leaseClocks.startMs) : lease!.deadline;
    const taken = await tx
      .update(leases)
      .set({ sealedKey: key, deadline })
      .where(and(eq(leases.id, id), isNull(leases.sealedKey), inArray(leases.state, ["offered", "starting"])))
      .returning({ device: leases.device });
    if (!taken[0]) throw new MarketError("CONFLICT", { noun: "key of lease", id });
    await tellDevice(tx, taken[0].device);
  });
  return {};
}

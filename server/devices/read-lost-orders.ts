import "server-only";
import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import { readOrdersSeen } from "@/db/queries/lost-orders";
import { devices } from "@/db/schema/devices";
import { summariseOrders, type LostOrders } from "@/lib/devices/lost-orders";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

const dayMs = 86_400_000;

/** What became of the orders of the last day, as the device's operator sees it: whose they were is not told. */
export async function readLostOrders(ctx: Context, { id }: { id: Hex }): Promise<LostOrders> {
  const wallet = requireWallet(ctx);
  const [device] = await ctx.db
    .select({ operator: devices.operator })
    .from(devices)
    .where(eq(devices.id, id));
  if (!device) throw new MarketError("NOT_FOUND", { noun: "device", id });
  if (device.operator !== wallet)
    throw new MarketError("FORBIDDEN", { wallet, detail: `the device belongs to ${device.operator}` });
  return summariseOrders(id, await readOrdersSeen(ctx.db, id, new Date(ctx.now.getTime() - dayMs)));
}

import "server-only";
import { asc, eq, inArray, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { notify, topics } from "@/server/changes";

/** Moves the devices' cursors on, so that their agents ask for their leases again when this transaction commits. */
export async function tellDevice(tx: Executor, ...told: Hex[]): Promise<void> {
  // Locked in one order, so that no two who tell several wait for each other.
  const locked = tx
    .select({ id: devices.id })
    .from(devices)
    .where(inArray(devices.id, told))
    .orderBy(asc(devices.id))
    .for("update")
    .as("locked");
  await tx
    .update(devices)
    .set({ commandCursor: sql`${devices.commandCursor} + 1` })
    .from(locked)
    .where(eq(devices.id, locked.id));
  await notify(tx, ...told.map(topics.device));
}

import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { notify, topics } from "@/server/changes";

/** Moves the device's cursor on, so that its agent asks for its leases again when this transaction commits. */
export async function tellDevice(tx: Executor, device: Hex): Promise<void> {
  await tx
    .update(devices)
    .set({ commandCursor: sql`${devices.commandCursor} + 1` })
    .where(eq(devices.id, device));
  await notify(tx, topics.device(device));
}

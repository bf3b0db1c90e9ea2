import "server-only";
import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { reliabilityAfter } from "@/lib/devices/reliability";
import type { ReasonCode } from "@/lib/reasons";

/** Writes down what the end of a lease says of its device, in the transaction in which it ends. */
export async function recordHistory(tx: Executor, device: Hex, reason: ReasonCode): Promise<void> {
  const { leasesEnded, reliabilityBps } = devices;
  const own = eq(devices.id, device);
  const [before] = await tx.select({ leasesEnded, reliabilityBps }).from(devices).where(own).for("update");
  await tx
    .update(devices)
    .set({
      leasesEnded: before!.leasesEnded + 1,
      reliabilityBps: reliabilityAfter(before!.reliabilityBps, reason),
    })
    .where(own);
}

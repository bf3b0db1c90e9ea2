import "server-only";
import { and, eq, ne } from "drizzle-orm";
import type { Hex } from "viem";
import { recordChange } from "@/db/queries/state-changes";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import type { DevicePause } from "@/lib/devices/device-pause";
import { gradeOfAll, type DeviceReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import type { Resources } from "@/lib/orders/resources";
import type { Executor } from "@/db/client";
import type { Context } from "@/server/context";
import { callersNetwork, requireDevice } from "@/server/http/require-wallet";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";
import { areaOf } from "./area-of";
import { cellOf } from "./cell-of";
import { ownSealKey } from "./own-seal-key";
import { setPause } from "./pause-device";

/** The agent has started: takes what the machine is now, and what of it is free given the leases it still holds. */
export async function greetDevice(
  ctx: Context,
  { report, pause }: { report: DeviceReport; pause: DevicePause | null },
) {
  const id = requireDevice(ctx);
  return ctx.db.transaction(async (tx) => {
    await tx.select().from(deviceCapacity).where(eq(deviceCapacity.device, id)).for("update");
    const held = await heldResources(tx, id);
    const [device] = await tx.select().from(devices).where(eq(devices.id, id));
    if (!device || device.state === "retired") throw new MarketError("DEVICE_RETIRED", {});
    const offered = atLeast(report.offered, held);
    await tx.update(deviceCapacity).set(freeColumns(offered, held)).where(eq(deviceCapacity.device, id));
    await tx
      .update(devices)
      .set({
        agentVersion: report.agentVersion,
        hardware: report.hardware,
        drivers: report.drivers,
        offered,
        grade: gradeOfAll(report.drivers),
        country: report.country,
        cell: cellOf(report.place),
        area: areaOf(report),
        ...report.place,
        accessRttMicros: report.accessRttMicros,
        limits: report.limits ?? null,
        sealKey: ownSealKey(device, report),
        network: callersNetwork(ctx),
        lastSeenAt: ctx.now,
        silentSince: null,
      })
      .where(eq(devices.id, id));
    await recordChange(tx, {
      noun: "device",
      id,
      from: "offline",
      to: "online",
      reason: "DEVICE_ONLINE",
      actor: id,
      at: ctx.now,
    });
    await setPause(ctx, tx, id, pause);
    await enqueueMatchWaiting(tx);
    const { chainId, contracts } = ctx.env.deployment;
    return {
      operator: device.operator,
      payout: device.payout,
      chainId,
      escrow: contracts.escrow,
      devices: contracts.devices,
      leases: contracts.leases,
      now: ctx.now.toISOString(),
    };
  });
}

async function heldResources(tx: Executor, device: Hex): Promise<Resources> {
  const held = await tx
    .select({ spec: orders.spec })
    .from(leases)
    .innerJoin(orders, eq(orders.id, leases.order))
    .where(and(eq(leases.device, device), ne(leases.state, "ended")));
  return held.reduce<Resources>(
    (total, { spec: { resources } }) => ({
      cpuMillis: total.cpuMillis + resources.cpuMillis,
      memoryMib: total.memoryMib + resources.memoryMib,
      diskMib: total.diskMib + resources.diskMib,
      gpus: total.gpus + resources.gpus,
    }),
    { cpuMillis: 0, memoryMib: 0, diskMib: 0, gpus: 0 },
  );
}

/** An operator who offers less than what is leased out keeps the leases; nothing more is free until they end. */
function atLeast(offered: Resources, held: Resources): Resources {
  return {
    cpuMillis: Math.max(offered.cpuMillis, held.cpuMillis),
    memoryMib: Math.max(offered.memoryMib, held.memoryMib),
    diskMib: Math.max(offered.diskMib, held.diskMib),
    gpus: Math.max(offered.gpus, held.gpus),
  };
}

function freeColumns(offered: Resources, held: Resources) {
  return {
    cpuMillisFree: offered.cpuMillis - held.cpuMillis,
    memoryMibFree: offered.memoryMib - held.memoryMib,
    diskMibFree: offered.diskMib - held.diskMib,
    gpusFree: offered.gpus - held.gpus,
  };
}

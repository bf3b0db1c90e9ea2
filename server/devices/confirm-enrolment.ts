import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { encodeFunctionData, type Address, type Hex } from "viem";
import { recordChange } from "@/db/queries/state-changes";
import { deviceCapacity, devices, enrolments } from "@/db/schema/devices";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { isDeviceSignature } from "@/lib/chain/device-key";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { gradeOfAll } from "@/lib/devices/hardware";
import { startingReliabilityBps } from "@/lib/devices/reliability";
import { MarketError } from "@/lib/errors";
import { queueRelay } from "@/server/chain/queue-relay";
import type { Context } from "@/server/context";
import { areaOf } from "./area-of";
import { cellOf } from "./cell-of";
import { ownSealKey } from "./own-seal-key";
import { enrolmentTerms, enrolmentView, readEnrolment } from "./request-enrolment";
import { requireInvited, requireOperatorSignature } from "./sponsor-enrolment";

export type Confirmation = {
  id: string;
  operator: Address;
  payout: Address;
  operatorSignature: Hex;
  deviceSignature: Hex;
};

/**
 * The device signs for its operator. With both signatures it is enrolled here at once, and the relayer
 * tells the contract.
 */
export async function confirmEnrolment(
  ctx: Context,
  signer: Hex,
  { id, operator, payout, operatorSignature, deviceSignature }: Confirmation,
) {
  const enrolment = await readEnrolment(ctx, id);
  if (enrolment.device !== signer)
    throw new MarketError("ENROLMENT_INVALID", { detail: "it is another device's" });
  const { state } = enrolmentView(enrolment, ctx.now);
  if (state === "done" || state === "expired")
    throw new MarketError("ENROLMENT_INVALID", { detail: `it is ${state}` });
  requireInvited(enrolment, operator);
  const terms = enrolmentTerms(enrolment, operator, payout);
  // An agent that has its operator's key signs for itself, whatever was signed on the page meanwhile.
  const place = operatorSignature === enrolment.operatorSignature ? enrolment.place : null;
  await requireOperatorSignature(ctx, terms, operatorSignature, place ?? undefined);
  const { chainId, contracts } = ctx.env.deployment;
  const publicKey = { x: enrolment.keyX, y: enrolment.keyY };
  if (
    !isDeviceSignature(
      publicKey,
      digestOf("Enrolment", domain(chainId, contracts.devices), terms),
      deviceSignature,
    )
  ) {
    throw new MarketError("ENROLMENT_INVALID", { detail: "the device's signature does not hold" });
  }
  const signed = [publicKey.x, publicKey.y, operatorSignature, deviceSignature] as const;
  const data = place
    ? encodeFunctionData({
        abi: devicesAbi,
        functionName: "enrolAmongMany",
        args: [terms, { ...place, index: BigInt(place.index) }, ...signed],
      })
    : encodeFunctionData({ abi: devicesAbi, functionName: "enrol", args: [terms, ...signed] });
  return ctx.db.transaction(async (tx) => {
    const [done] = await tx
      .update(enrolments)
      .set({ state: "done", operator, payout, operatorSignature, deviceSignature })
      .where(
        and(eq(enrolments.id, id), inArray(enrolments.state, ["waiting-for-operator", "waiting-for-device"])),
      )
      .returning();
    if (!done) throw new MarketError("CONFLICT", { noun: "enrolment", id });
    const { report } = done;
    const enrolled = await tx
      .insert(devices)
      .values({
        id: done.device,
        operator,
        payout,
        keyX: publicKey.x,
        keyY: publicKey.y,
        name: report.name,
        agentVersion: report.agentVersion,
        hardware: report.hardware,
        drivers: report.drivers,
        offered: report.offered,
        grade: gradeOfAll(report.drivers),
        reliabilityBps: startingReliabilityBps,
        country: report.country,
        cell: cellOf(report.place),
        area: areaOf(report),
        ...report.place,
        accessRttMicros: report.accessRttMicros,
        limits: report.limits ?? null,
        sealKey: ownSealKey({ id: done.device, keyX: publicKey.x, keyY: publicKey.y }, report),
        vcpuHour: done.vcpuHour,
        gibHour: done.gibHour,
        gpuHour: done.gpuHour,
        enrolledAt: ctx.now,
      })
      .onConflictDoUpdate({
        target: devices.id,
        set: { operator, payout, state: "enrolled", draining: false, enrolledAt: ctx.now },
        // What a vote made of a device is not washed off by enrolling it again.
        setWhere: sql`${devices.state} = 'retired' or (${devices.state} = 'enrolled' and ${devices.operator} = ${operator})`,
      })
      .returning({ id: devices.id });
    if (enrolled.length === 0)
      throw new MarketError("ENROLMENT_INVALID", {
        detail: "the device works for another operator, who must retire it first",
      });
    const { cpuMillis, memoryMib, diskMib, gpus } = report.offered;
    await tx
      .insert(deviceCapacity)
      .values({
        device: done.device,
        cpuMillisFree: cpuMillis,
        memoryMibFree: memoryMib,
        diskMibFree: diskMib,
        gpusFree: gpus,
      })
      .onConflictDoNothing();
    await recordChange(tx, {
      noun: "device",
      id: done.device,
      from: null,
      to: "enrolled",
      reason: "DEVICE_ENROLLED",
      facts: { operator },
      actor: operator,
      at: ctx.now,
    });
    await queueRelay(tx, {
      id: `enrol:${done.device}:${terms.nonce}`,
      to: contracts.devices,
      data,
      at: ctx.now,
    });
    return enrolmentView(done, ctx.now);
  });
}

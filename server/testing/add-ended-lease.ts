import { randomBytes } from "node:crypto";
import { bytesToHex, type Address, type Hex } from "viem";
import type { Executor } from "@/db/client";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import type { ReasonCode } from "@/lib/reasons";

type EndedLease = Pick<typeof leases.$inferInsert, "accruedTo"> & {
  customer: Address;
  sessionKey: Address;
  operator: Address;
  device: Hex;
  endedAt: Date;
  reason: ReasonCode;
  cost: bigint;
};

/** Writes a lease that ended, at a micro-dollar a second, with the order that it was for. */
export async function addEndedLease(
  db: Executor,
  { customer, sessionKey, endedAt, reason, ...lease }: EndedLease,
) {
  const [id, order] = [bytesToHex(randomBytes(32)), bytesToHex(randomBytes(32))];
  const both = { customer, sessionKey, state: "ended", reason, facts: {}, endedAt } as const;
  await db.insert(orders).values({
    ...both,
    id: order,
    spec: {
      version: 1,
      workload: { kind: "script", language: "javascript", source: "ab".repeat(32) },
      resources: { cpuMillis: 100, memoryMib: 64, diskMib: 0, gpus: 0 },
    } as typeof orders.$inferInsert.spec,
    specHash: id,
    maxRatePerHour: 1n,
    maxTotal: 1n,
    startBy: 0,
    maxSeconds: 1,
    minTier: 0,
    salt: order,
    signature: "0x",
    reserved: 0n,
    createdAt: endedAt,
  });
  await db.insert(leases).values({
    ...both,
    ...lease,
    id,
    order,
    epoch: 1,
    ratePerHour: 3600n,
    feeBps: 200,
    ceiling: lease.cost,
    offer: { tier: 0, validUntil: 0, salt: "1", signature: null },
    deadline: endedAt,
    offeredAt: endedAt,
  });
}

import { join } from "node:path";
import { keccak256, toHex, type Hex } from "viem";
import { loadIdentity, type Identity } from "@/agent/identity";
import type { Db } from "@/db/client";
import { deviceBoots, deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { leaseId } from "@/lib/chain/typed-data";
import type { Decision } from "@/lib/matching/match";
import { offerDigest } from "@/lib/leases/offer";
import { specSchema } from "@/lib/orders/spec";
import { deployment } from "./deployment";

const nobody = `0x${"0".repeat(39)}1` as const;
const spec = specSchema.parse({
  version: 1,
  workload: { kind: "script", language: "javascript", source: "ab".repeat(32) },
  resources: {},
});

/** Devices with real keys, enrolled and greeted: each has said hello with its first request. */
export async function enrolDevices(db: Db, home: string, count: number): Promise<Identity[]> {
  const identities = Array.from({ length: count }, (_, at) => loadIdentity(join(home, `device-${at}`)));
  const now = new Date();
  const boots = identities.map((identity) => {
    const headers = identity.signRequest({ method: "GET", url: "http://x/", body: new Uint8Array() });
    return headers["ambit-boot"] ?? headers["Ambit-Boot"]!;
  });
  await db.insert(devices).values(
    identities.map(({ device, publicKey }, at) => ({
      id: device,
      operator: nobody,
      payout: nobody,
      keyX: publicKey.x,
      keyY: publicKey.y,
      name: "bench",
      agentVersion: "0.1.0",
      hardware: { cpuModel: "", cpuCores: 4, memoryMib: 1, diskFreeMib: 1, gpus: [], os: "", arch: "x64" },
      drivers: [{ runs: "javascript" as const, grade: 1 as const, warnings: [] }],
      offered: { cpuMillis: 4000, memoryMib: 8192, diskMib: 4096, gpus: 0 },
      grade: 1,
      reliabilityBps: 9_500,
      country: "DE",
      cell: "851f1d4bfffffff",
      latE6: 52_520_000,
      lngE6: 13_400_000,
      accessRttMicros: 1_000,
      vcpuHour: 10_000,
      gibHour: 0,
      gpuHour: 0,
      bootId: boots[at]!,
      lastSeenAt: now,
      enrolledAt: now,
    })),
  );
  await db.insert(deviceCapacity).values(
    identities.map(({ device }) => ({
      device,
      cpuMillisFree: 4000,
      memoryMibFree: 8192,
      diskMibFree: 4096,
      gpusFree: 0,
    })),
  );
  await db.insert(deviceBoots).values(
    identities.map(({ device }, at) => ({
      device,
      bootId: boots[at]!,
      startedAt: now,
      highest: 1n,
      window: 1n,
    })),
  );
  return identities;
}

export type Claim = { identity: Identity; leaseId: Hex; offerSignature: Hex };

/** Leases that wait for their device's word, and the word. */
export async function offerLeases(db: Db, identities: readonly Identity[], count: number): Promise<Claim[]> {
  const now = new Date();
  const ratePerHour = 10_000n;
  const offers = Array.from({ length: count }, (_, at) => {
    const identity = identities[at % identities.length]!;
    const order = keccak256(toHex(`order ${at}`));
    const terms = { tier: 0, validUntil: Math.floor(now.getTime() / 1000) + 3600, salt: 1n };
    const offer = { device: identity.device, order, ratePerHour, ...terms };
    return {
      identity,
      order,
      terms,
      id: leaseId(offer),
      signature: identity.signDigest(offerDigest(deployment, offer)),
    };
  });
  if (offers.length === 0) return [];
  await db.insert(orders).values(
    offers.map(({ order }) => ({
      id: order,
      customer: nobody,
      sessionKey: nobody,
      spec,
      specHash: order,
      maxRatePerHour: ratePerHour,
      maxTotal: 10_000n,
      startBy: Math.floor(now.getTime() / 1000) + 3600,
      maxSeconds: 60,
      minTier: 0,
      salt: "1",
      signature: "0x" as const,
      state: "leased" as const,
      reason: "MATCHED" as const,
      facts: {},
      reserved: 0n,
      decision: {} as Decision,
      createdAt: now,
    })),
  );
  await db.insert(leases).values(
    offers.map(({ identity, order, terms, id }) => ({
      id,
      order,
      epoch: 1,
      customer: nobody,
      operator: nobody,
      sessionKey: nobody,
      device: identity.device,
      ratePerHour,
      feeBps: 200,
      ceiling: 10_000n,
      offer: { tier: terms.tier, validUntil: terms.validUntil, salt: terms.salt.toString(), signature: null },
      state: "offered" as const,
      reason: "MATCHED" as const,
      facts: {},
      deadline: new Date(now.getTime() + 3_600_000),
      offeredAt: now,
    })),
  );
  return offers.map(({ identity, id, signature }) => ({ identity, leaseId: id, offerSignature: signature }));
}

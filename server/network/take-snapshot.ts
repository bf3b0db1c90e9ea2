import "server-only";
import { readCapacity, readLeaseCounts, readPriceSpreads } from "@/db/queries/market-prices";
import { keepPriceDays } from "@/db/queries/price-days";
import { keepSnapshot } from "@/db/queries/snapshots";
import type { Context } from "@/server/context";
import { spreadOf } from "./read-network";

const everyMs = 600_000;

/** Keeps what the market offers and asks now, once in every ten minutes however many gateways try, and what the days that are over have cost. */
export async function takeSnapshot({ db, now }: Context): Promise<void> {
  await keepPriceDays(db, now);
  const [capacity, leases, spreads] = await Promise.all([
    readCapacity(db, now),
    readLeaseCounts(db, now),
    readPriceSpreads(db, now),
  ]);
  const [vcpu, gib] = [spreadOf(spreads.vcpuHour), spreadOf(spreads.gibHour)];
  await keepSnapshot(db, {
    at: new Date(Math.floor(now.getTime() / everyMs) * everyMs),
    devicesOnline: capacity.online,
    leasesInForce: leases.inForce,
    cpuMillisOffered: capacity.offered.cpuMillis,
    cpuMillisFree: capacity.free.cpuMillis,
    memoryMibOffered: capacity.offered.memoryMib,
    memoryMibFree: capacity.free.memoryMib,
    vcpuP10: vcpu.p10,
    vcpuMedian: vcpu.median,
    vcpuP90: vcpu.p90,
    gibP10: gib.p10,
    gibMedian: gib.median,
    gibP90: gib.p90,
  });
}

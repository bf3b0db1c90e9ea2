import "server-only";
import { readDailySnapshots, readSnapshots, type Snapshot } from "@/db/queries/snapshots";
import type { historyRanges } from "@/lib/api/network";
import type { Context } from "@/server/context";

const dayMs = 86_400_000;

/** The market as it was: the last day every ten minutes, or the last ninety days once a day. */
export async function readHistory(ctx: Context, range: (typeof historyRanges)[number]) {
  const since = (days: number) => new Date(ctx.now.getTime() - days * dayMs);
  const snapshots =
    range === "day" ? await readSnapshots(ctx.db, since(1)) : await readDailySnapshots(ctx.db, since(90));
  return { points: snapshots.map(pointOf) };
}

function pointOf(snapshot: Snapshot) {
  return {
    at: snapshot.at.toISOString(),
    devicesOnline: snapshot.devicesOnline,
    leasesInForce: snapshot.leasesInForce,
    cpuMillis: { offered: snapshot.cpuMillisOffered, free: snapshot.cpuMillisFree },
    memoryMib: { offered: snapshot.memoryMibOffered, free: snapshot.memoryMibFree },
    vcpuHour: { p10: snapshot.vcpuP10, median: snapshot.vcpuMedian, p90: snapshot.vcpuP90 },
    gibHour: { p10: snapshot.gibP10, median: snapshot.gibMedian, p90: snapshot.gibP90 },
  };
}

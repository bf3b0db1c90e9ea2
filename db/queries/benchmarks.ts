import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { deviceBenchmarks } from "@/db/schema/devices";
import type { Benchmark } from "@/lib/devices/benchmark";

/** What was last measured of a device, enrolled or not; null while nothing was. */
export async function readBenchmark(db: Executor, device: Hex): Promise<Benchmark | null> {
  const [row] = await db.select().from(deviceBenchmarks).where(eq(deviceBenchmarks.device, device));
  return row?.benchmark ?? null;
}

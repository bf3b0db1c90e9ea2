import "server-only";
import type { Hex } from "viem";
import { readDeviceDays as readDays } from "@/db/queries/device-days";
import type { Context } from "@/server/context";

const dayMs = 86_400_000;
const days = 30;

/** The last thirty UTC days of a device, today last: leases that ended on it, and those that it broke. */
export async function readDeviceDays(ctx: Context, { id }: { id: Hex }) {
  const today = Math.floor(ctx.now.getTime() / dayMs);
  const first = new Date((today - days + 1) * dayMs);
  const known = new Map((await readDays(ctx.db, id, first)).map((row) => [row.day, row]));
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(first.getTime() + index * dayMs).toISOString().slice(0, 10);
    return known.get(day) ?? { day, leases: 0, faults: 0 };
  });
}

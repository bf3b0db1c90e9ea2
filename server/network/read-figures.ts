import "server-only";
import { readCapacity, readCheapest, readLeaseCounts } from "@/db/queries/market-prices";
import { countDevices } from "@/db/queries/registry";
import { presenceMs } from "@/lib/devices/device";
import type { Context } from "@/server/context";

const cheapestShown = 5;

/** The market in a few figures: the landing page and the network page show the same ones. */
export async function readFigures({ db, now }: Context) {
  const [{ enrolled }, { online, countries, offered, free }, cheapest, leases] = await Promise.all([
    countDevices(db, new Date(now.getTime() - presenceMs)),
    readCapacity(db, now),
    readCheapest(db, now, cheapestShown),
    readLeaseCounts(db, now),
  ]);
  return { at: now.toISOString(), devices: { enrolled, online, countries }, offered, free, cheapest, leases };
}

import "server-only";
import type { Address, Hex } from "viem";
import { readDeviceSummaries } from "@/db/queries/devices";
import { readFleetOrders } from "@/db/queries/orders";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";

/** A fleet as its customer sees it. */
export async function readFleet({ db, now }: Context, customer: Address, id: Hex) {
  const orders = await readFleetOrders(db, { customer, fleet: id });
  const [first] = orders;
  if (!first) throw new MarketError("NOT_FOUND", { noun: "fleet", id });
  const ids = orders.flatMap(({ device }) => device ?? []);
  return { id, spec: first.spec, orders, devices: await readDeviceSummaries(db, { ids, at: now }) };
}

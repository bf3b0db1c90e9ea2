import "server-only";
import type { Address, Hex } from "viem";
import { readFleetOrders } from "@/db/queries/orders";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";

/** A fleet as its customer sees it. */
export async function readFleet({ db }: Pick<Context, "db">, customer: Address, id: Hex) {
  const orders = await readFleetOrders(db, { customer, fleet: id });
  const [first] = orders;
  if (!first) throw new MarketError("NOT_FOUND", { noun: "fleet", id });
  return { id, spec: first.spec, orders };
}

import { client } from "@/components/api/api";
import { refusalOf } from "@/lib/api/client";
import type { Placed } from "./place-surely";

/** Whether the gateway has this order or fleet, of whoever is signed in. */
export async function isThere(placed: Placed): Promise<boolean> {
  try {
    await ("order" in placed
      ? client.orders.get({ id: placed.order })
      : client.orders.fleet({ id: placed.fleet }));
    return true;
  } catch (error) {
    if (refusalOf(error)?.code === "NOT_FOUND") return false;
    throw error;
  }
}

import type { ApiClient } from "@/lib/api/client";
import type { Customer } from "./open-customer";
import { signScript, type SignedScript } from "./sign-script";

type Placed = {
  order: Awaited<ReturnType<ApiClient["orders"]["place"]>>;
  preview: SignedScript["preview"];
  /** `performance.now()` when the order was sent. */
  orderedAt: number;
};

/** Uploads a JavaScript, looks what it would get, and orders it at that price; sealed where there is a content key. */
export async function placeScript(
  customer: Customer,
  source: Uint8Array,
  args: string[],
  contentKey?: Uint8Array,
): Promise<Placed> {
  const { signed, preview } = await signScript(customer, source, args, {}, contentKey);
  const orderedAt = performance.now();
  return { order: await customer.api.orders.place(signed), preview, orderedAt };
}

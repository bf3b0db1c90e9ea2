import { queryOptions } from "@tanstack/react-query";
import { client } from "@/components/api/api";
import { findSessionKey } from "@/components/wallet/session-key-store";
import type { Lease } from "@/lib/api/leases";
import { MarketError } from "@/lib/errors";
import { contentKeyOf, leaseSeal, type LeaseSeal } from "@/lib/orders/seal";

type Sealed = Pick<Lease, "id" | "orderId" | "sessionKey" | "device" | "state">;

/**
 * Opens the seal of a lease of this browser, and hands the key over to its device if nobody has: the device
 * waits for that. Null where this browser does not hold the session key that ordered it.
 */
export const sealQuery = (lease: Sealed | undefined) =>
  queryOptions({
    queryKey: ["seal", lease?.id],
    queryFn: () => openSeal(lease!),
    // Not even when all else is asked for anew: a key that is on its way twice is refused once.
    staleTime: "static",
  });

async function openSeal({ id, orderId, sessionKey, device, state }: Sealed): Promise<LeaseSeal | null> {
  const held = findSessionKey(sessionKey);
  if (!held) return null;
  const { spec, terms } = await client.orders.get({ id: orderId });
  const contentKey = await contentKeyOf(held.privateKey, terms.salt, spec);
  if (state === "offered" || state === "starting") await handOver(id, device.id, contentKey);
  return leaseSeal(contentKey, id);
}

async function handOver(
  id: Lease["id"],
  device: Lease["device"]["id"],
  contentKey: Uint8Array,
): Promise<void> {
  const { deviceKey, sealKey, handedOver } = await client.leases.seal({ id });
  if (handedOver) return;
  const { isSealKeyOf, sealKeyTo } = await import("@/lib/orders/seal-key");
  if (!isSealKeyOf(device, deviceKey, sealKey))
    throw new MarketError("DEVICE_SIGNATURE_WRONG", { detail: "its seal key is not signed by the device" });
  await client.leases.handKey({ id, key: await sealKeyTo(sealKey.publicKey, id, contentKey) });
}

/** Bytes from the base64 in which ciphertext travels. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

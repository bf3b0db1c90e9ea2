import type { Hex } from "viem";
import { isSealKeyOf, sealKeyTo } from "@/lib/orders/seal-key";
import type { Customer } from "./open-customer";

/** Seals the content key to the device that got the lease, once its seal key has proved to be its own. */
export async function handOverKey(
  { api }: Customer,
  { leaseId, device, contentKey }: { leaseId: Hex; device: Hex; contentKey: Uint8Array },
): Promise<void> {
  const { deviceKey, sealKey } = await api.leases.seal({ id: leaseId });
  if (!isSealKeyOf(device, deviceKey, sealKey))
    throw new Error(
      `The seal key that the gateway names is not that of device ${device}: nothing was handed over.`,
    );
  await api.leases.handKey({ id: leaseId, key: await sealKeyTo(sealKey.publicKey, leaseId, contentKey) });
}

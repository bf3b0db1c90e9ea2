import type { Hex } from "viem";
import { isDeviceSignature, type DevicePublicKey } from "@/lib/chain/device-key";
import { digestOf, domain, type SignedMessage } from "@/lib/chain/typed-data";
import type { Signing } from "@/lib/orders/order-proof";

/** The terms of one lease, as the device countersigns them and the contract would check them. */
export type OfferTerms = SignedMessage<"Offer">;

/** What a device signs to take a lease. */
export function offerDigest({ chainId, contracts }: Signing, terms: OfferTerms): Hex {
  return digestOf("Offer", domain(chainId, contracts.leases), terms);
}

/** Whether the device's key signed these terms. */
export function isOfferSigned(
  signing: Signing,
  terms: OfferTerms,
  signature: Hex,
  { x, y }: DevicePublicKey,
): boolean {
  return isDeviceSignature({ x, y }, offerDigest(signing, terms), signature);
}

import type { Hex } from "viem";
import type { Deployment } from "@/lib/chain/deployment";
import { isDeviceSignature, type DevicePublicKey } from "@/lib/chain/device-key";
import { digestOf, domain, type SignedMessage } from "@/lib/chain/typed-data";

/** The terms of one lease, as the device countersigns them and the contract would check them. */
export type OfferTerms = SignedMessage<"Offer">;

/** What a device signs to take a lease. */
export function offerDigest(
  { chainId, contracts }: Pick<Deployment, "chainId" | "contracts">,
  terms: OfferTerms,
): Hex {
  return digestOf("Offer", domain(chainId, contracts.leases), terms);
}

/** Whether the device's key signed these terms. */
export function isOfferSigned(
  deployment: Deployment,
  terms: OfferTerms,
  signature: Hex,
  { x, y }: DevicePublicKey,
): boolean {
  return isDeviceSignature({ x, y }, offerDigest(deployment, terms), signature);
}

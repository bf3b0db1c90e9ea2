import { recoverAddress, type Address, type Hex } from "viem";
import { digestOf, domain, orderHash } from "@/lib/chain/typed-data";
import { lowerAddress } from "@/lib/wire";
import type { Signing } from "./order-proof";
import type { OrderTerms } from "./signed-order";

/** The name of an order everywhere: the struct hash of its terms, as a device's offer and the contract name it. */
export function orderIdOf(terms: OrderTerms): Hex {
  return orderHash(terms);
}

/** What a session key signs to place an order. */
export function orderDigest({ chainId, contracts }: Signing, terms: OrderTerms): Hex {
  return digestOf("Order", domain(chainId, contracts.leases), terms);
}

/** Whose key signed the order; undefined for bytes that are no signature. */
export async function orderSigner(
  signing: Signing,
  terms: OrderTerms,
  signature: Hex,
): Promise<Address | undefined> {
  return recoverAddress({ hash: orderDigest(signing, terms), signature }).then(lowerAddress, () => undefined);
}

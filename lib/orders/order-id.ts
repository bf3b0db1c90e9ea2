import { recoverAddress, type Address, type Hex } from "viem";
import type { Deployment } from "@/lib/chain/deployment";
import { digestOf, domain, orderHash } from "@/lib/chain/typed-data";
import { lowerAddress } from "@/lib/wire";
import type { OrderTerms } from "./signed-order";

/** The name of an order everywhere: the struct hash of its terms, as a device's offer and the contract name it. */
export function orderIdOf(terms: OrderTerms): Hex {
  return orderHash(terms);
}

/** What a session key signs to place an order. */
export function orderDigest(
  { chainId, contracts }: Pick<Deployment, "chainId" | "contracts">,
  terms: OrderTerms,
): Hex {
  return digestOf("Order", domain(chainId, contracts.leases), terms);
}

/** Whose key signed the order; undefined for bytes that are no signature. */
export async function orderSigner(
  deployment: Deployment,
  terms: OrderTerms,
  signature: Hex,
): Promise<Address | undefined> {
  return recoverAddress({ hash: orderDigest(deployment, terms), signature }).then(
    lowerAddress,
    () => undefined,
  );
}

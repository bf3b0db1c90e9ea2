import type { Address } from "viem";
import { domain, orderHash, typedData } from "@/lib/chain/typed-data";
import type { OrderTerms, SignedOrder } from "@/lib/orders/signed-order";
import type { Spec } from "@/lib/orders/spec";
import type { SessionScope } from "./holds-session-keys";
import { keepSessionKey, sessionKeysOf, type SessionKey } from "./session-key-store";

type OrderToSign = { scope: SessionScope; leases: Address; key: SessionKey; spec: Spec; terms: OrderTerms };

/** Signs an order with a session key, without a prompt, and remembers what it may cost at most. */
export async function signOrder({ scope, leases, key, spec, terms }: OrderToSign): Promise<SignedOrder> {
  const { privateKeyToAccount } = await import("viem/accounts");
  const signature = await privateKeyToAccount(key.privateKey).signTypedData(
    typedData("Order", domain(scope.chainId, leases), terms),
  );
  // Read again: another tab may have signed meanwhile.
  const present = sessionKeysOf(scope).find((kept) => kept.key === key.key) ?? key;
  const order = { maxRatePerHour: terms.maxRatePerHour, left: terms.maxTotal };
  keepSessionKey(scope, { ...present, orders: { ...present.orders, [orderHash(terms)]: order } });
  return { spec, terms, sessionKey: key.key, signature };
}

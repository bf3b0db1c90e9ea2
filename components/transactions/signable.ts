import type { TypedDataDefinition, TypedDataDomain } from "viem";
import { typedData, type SignedMessage, type SignedName } from "@/lib/chain/typed-data";

/**
 * Typed data of ours as a wallet takes it. viem derives a message's type from its types one by one, which no
 * list of flows can carry; `SignedMessage` has checked the same message already.
 */
export function signable<Name extends SignedName>(
  name: Name,
  domain: TypedDataDomain,
  message: SignedMessage<Name>,
): TypedDataDefinition {
  return typedData(name, domain, message) as unknown as TypedDataDefinition;
}

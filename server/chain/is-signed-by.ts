import "server-only";
import type { Address, Hex, PublicClient } from "viem";
import { verifyHash } from "viem/actions";
import type { Chain } from "./chain";
import { isRevert } from "./decode-revert";
import { chainUnreachable } from "./unreachable";

/**
 * Whether a wallet signed a hash. That of a key is seen without the chain; a wallet that is a contract answers
 * for itself (ERC-1271, ERC-6492). Throws CHAIN_UNREACHABLE if it could not be asked.
 */
export function isSignedBy(
  { public: client }: Chain,
  address: Address,
  { hash, signature }: { hash: Hex; signature: Hex },
): Promise<boolean> {
  return verifyHash(answering(client), { address, hash, signature, mode: "eoa" });
}

/** viem takes a call that got no answer for a signature that does not hold. This client tells the two apart. */
const answering = (client: PublicClient) =>
  client.extend(() => ({
    call: (asked: Parameters<typeof client.call>[0]) =>
      client.call(asked).catch((error: unknown) => {
        throw isRevert(error) ? error : chainUnreachable(error);
      }),
  }));

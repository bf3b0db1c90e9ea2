import type { Address } from "viem";

/** Which money a session key is for: a chain, an escrow on it, a wallet's balance there. */
export type SessionScope = { chainId: number; escrow: Address; wallet: Address };

/** Every key of this browser is stored under a name that begins with this. */
export const sessionKeysPrefix = "ambit.session-keys";

/** Whether this browser holds any session key: enough to know whether there may be something to sign. */
export function holdsSessionKeys(): boolean {
  try {
    return Object.keys(localStorage).some((name) => name.startsWith(`${sessionKeysPrefix}.`));
  } catch {
    // A storage that is forbidden holds no key.
    return false;
  }
}

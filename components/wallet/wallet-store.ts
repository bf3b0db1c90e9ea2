import type { Address } from "viem";
import { createStore } from "@/components/ui/store";

/**
 * What a page needs to know of the wallet. The wallet's own code is large and stands apart; it writes
 * here once it is loaded, and pages read here without loading it.
 */
export type WalletState =
  | { status: "absent" }
  | { status: "connecting" }
  | { status: "connected"; address: Address; chainId: number; name: string };

export const walletStore = createStore<WalletState>({ status: "absent" });

/** Whether the wallet's code is to be loaded: somebody needs it now, or used it before. */
export const walletWanted = createStore(false);

/** wagmi keeps here which wallet was connected last. */
const lastWalletKey = "wagmi.recentConnectorId";

/** Whether a wallet was connected in this browser before and not disconnected since. */
export function wasConnected(): boolean {
  try {
    const kept = localStorage.getItem(lastWalletKey);
    return kept !== null && kept !== "null";
  } catch {
    return false;
  }
}

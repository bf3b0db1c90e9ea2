import type { Wallet } from "@rainbow-me/rainbowkit";
import type { Address, Chain } from "viem";
import { injected } from "wagmi";
import { demoProvider } from "./demo-provider";

export const demoWalletId = "ambit-demo";

/** The demo wallet as an entry of the wallet list. Offered on the local chain and on no other. */
export function demoWallet(chain: Chain, contracts: Readonly<Record<string, Address>>): () => Wallet {
  const provider = demoProvider(chain, contracts);
  return () => ({
    id: demoWalletId,
    name: "Demo wallet",
    installed: true,
    iconUrl: "/demo-wallet.svg",
    iconBackground: "transparent",
    createConnector: (details) => (config) => ({
      ...injected({ target: { id: demoWalletId, name: "Demo wallet", provider: provider as never } })(config),
      ...details,
    }),
  });
}

import { connectorsForWallets } from "@rainbow-me/rainbowkit";
import { injectedWallet } from "@rainbow-me/rainbowkit/wallets";
import { defineChain, type Chain } from "viem";
import { createConfig, http, type Config } from "wagmi";
import type { Market } from "@/components/transactions/flow-types";
import { demoWallets } from "./demo/demo-wallet";

/** The market's chain as wallets know chains. Everything goes through this gateway's own door to it. */
function chainOf({ chain }: Market): Chain {
  const rpcUrl = new URL(chain.rpcUrl, location.origin).href;
  return defineChain({
    id: chain.id,
    name: chain.name,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
    testnet: chain.local,
  });
}

/** How often the chain is asked for news while a transaction is awaited. */
const pollMs = 700;

/** As many calls in one request as a gateway takes: who takes hundreds of devices out has each of them tried first. */
const callsAtOnceMax = 50;

/** wagmi for this gateway, made from what the gateway says of itself: no address is compiled in. */
export function walletConfig(market: Market): Config {
  const chain = chainOf(market);
  const demo = market.chain.local
    ? [{ groupName: "On this local chain", wallets: demoWallets(chain, market.contracts) }]
    : [];
  const connectors = connectorsForWallets(
    [...demo, { groupName: "In this browser", wallets: [injectedWallet] }],
    {
      appName: "Ambit",
      // Only WalletConnect would use it, and no wallet of ours does.
      projectId: "none",
    },
  );
  return createConfig({
    chains: [chain],
    connectors,
    transports: { [chain.id]: http(chain.rpcUrls.default.http[0], { batch: { batchSize: callsAtOnceMax } }) },
    pollingInterval: pollMs,
  });
}

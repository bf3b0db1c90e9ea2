"use client";

import "@rainbow-me/rainbowkit/styles.css";
import "./rainbowkit-theme.css";
import { RainbowKitProvider } from "@rainbow-me/rainbowkit";
import { useEffect, useState } from "react";
import { useAccount, WagmiProvider } from "wagmi";
import { QueryProvider } from "@/components/api/query-provider";
import { FlowRunner } from "@/components/transactions/flow-runner";
import type { Market } from "@/components/transactions/flow-types";
import { DemoPrompt } from "./demo/demo-prompt";
import { walletConfig } from "./wallet-config";
import { walletStore } from "./wallet-store";

/** The wallet, the flows and their windows: one island beside the page. Loaded only when somebody needs it. */
export default function WalletRuntime({ market }: { market: Market }) {
  // Made once: the page brings a new answer of the gateway with every refresh, and the connection must outlive it.
  const [config] = useState(() => walletConfig(market));
  return (
    <WagmiProvider config={config}>
      <QueryProvider>
        <RainbowKitProvider theme={null} modalSize="compact" appInfo={{ appName: "Ambit" }}>
          <TellPage />
          <FlowRunner market={market} />
          <DemoPrompt />
        </RainbowKitProvider>
      </QueryProvider>
    </WagmiProvider>
  );
}

/** Tells the page, which knows no wallet code, what the wallet is. */
function TellPage() {
  const { address, chainId, connector, isConnecting, isReconnecting } = useAccount();
  useEffect(() => {
    if (address && chainId)
      walletStore.set({ status: "connected", address, chainId, name: connector?.name ?? "Wallet" });
    else walletStore.set({ status: isConnecting || isReconnecting ? "connecting" : "absent" });
  }, [address, chainId, connector, isConnecting, isReconnecting]);
  return null;
}

"use client";

import dynamic from "next/dynamic";
import { useEffect } from "react";
import type { Market } from "@/components/transactions/flow-types";
import { useStore } from "@/components/ui/store";
import { walletWanted, wasConnected } from "./wallet-store";

const Runtime = dynamic(() => import("./wallet-runtime"), { ssr: false });

/** The place of the wallet in the page. It stays empty until a flow is started or a wallet was connected before. */
export function WalletIsland({ market }: { market: Market }) {
  const wanted = useStore(walletWanted);
  useEffect(() => {
    if (wasConnected()) walletWanted.set(true);
  }, []);
  return wanted ? <Runtime market={market} /> : null;
}

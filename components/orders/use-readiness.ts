"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "@/components/api/api";
import type { Market } from "@/components/transactions/flow-types";
import { sessionKeysOf, type SessionKey } from "@/components/wallet/session-key-store";
import { useIsAwake } from "@/components/ui/use-is-awake";
import { useNow } from "@/components/ui/use-now";
import { readiness, type Readiness } from "./readiness";

/** What is missing before this order can be signed here without a prompt, and for whom. */
export function useReadiness(market: Market, needed: bigint, maxSeconds: number) {
  const who = useQuery(api.signIn.who.queryOptions());
  // Who signs in before the page listens asks the same: its answer may be there while the page still has to be drawn as it was sent.
  const isAwake = useIsAwake();
  const signedIn = isAwake ? (who.data ?? undefined) : undefined;
  const account = useQuery({
    ...api.account.get.queryOptions(),
    enabled: signedIn !== undefined,
    refetchInterval: 10_000,
  });
  const keys = useQuery({ ...api.sessionKeys.list.queryOptions(), enabled: signedIn !== undefined });
  const now = useNow(30_000);

  const escrow = market.contracts["escrow"];
  const wallet = signedIn?.wallet;
  const scope = escrow && wallet ? { chainId: market.chain.id, escrow, wallet } : undefined;
  const [held, setHeld] = useState<readonly SessionKey[]>([]);
  // The browser's own keys change with what the gateway knows of them: a flow that makes or ends one asks anew.
  useEffect(() => {
    setHeld(scope ? sessionKeysOf(scope) : []);
    // oxlint-disable-next-line react/exhaustive-deps
  }, [escrow, wallet, keys.data]);

  const next: Readiness =
    !isAwake || who.isPending
      ? { step: "unknown" }
      : readiness({
          signedIn: signedIn !== undefined,
          available: account.data?.available,
          known: keys.data,
          held,
          needed,
          maxSeconds,
          now,
        });
  return { next, scope, account: account.data };
}

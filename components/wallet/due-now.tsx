"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Address } from "viem";
import { api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { holdsSessionKeys } from "./holds-session-keys";

/** Signs for a lease that has just ended, at once and without a prompt. Draws nothing. */
export function DueNow({ customer }: { customer: Address }) {
  const market = useQuery({ ...api.market.get.queryOptions(), staleTime: Infinity });
  const chainId = market.data?.chain.id;
  const escrow = market.data?.contracts["escrow"];
  useEffect(() => {
    if (chainId === undefined || !escrow || !holdsSessionKeys()) return;
    void import("./sign-due-vouchers")
      .then(({ signDueVouchers }) => signDueVouchers({ chainId, escrow, wallet: customer }))
      .then(({ refused }) => {
        for (const error of refused) console.warn("A voucher was not signed:", error);
        return queryClient().invalidateQueries();
      })
      // It is tried again in the background; what matters is that it is seen.
      .catch((error: unknown) => console.warn("Vouchers could not be signed:", error));
  }, [chainId, escrow, customer]);
  return null;
}

import type { Hex } from "viem";
import type { Api } from "@/components/api/api";

/** Leases of the wallet that is signed in, page after page. What runs is asked for again. */
export const leasePages = (api: Api, of: { as: "customer" | "operator"; device?: Hex }) =>
  api.leases.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...of, ...(cursor && { cursor }) }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some((lease) => lease.state !== "ended") ? 2_000 : 15_000,
  });

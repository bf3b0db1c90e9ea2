import "server-only";
import { createPublicClient, http, type PublicClient } from "viem";
import { cache } from "react";
import { handleChain } from "@/server/http/handle-chain";

/** The chain as a page reads it while it is rendered: through the gateway's own door, without a way over the network. */
export const chainReader = cache((): PublicClient =>
  createPublicClient({
    transport: http("http://gateway.invalid/api/chain", {
      batch: true,
      // The door has its own limit; a page that waited for several of them would not come at all.
      retryCount: 0,
      fetchFn: (input, init) => handleChain(new Request(input, init)),
    }),
  }),
);

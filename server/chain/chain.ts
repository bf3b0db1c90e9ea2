import "server-only";
import { createPublicClient, defineChain, http, type PublicClient } from "viem";
import { privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import type { Env } from "@/server/env";

/** A node that says nothing for so long is told to be away: people wait for pages that read it, and jobs come again. */
export const chainAnswerMs = 3_000;

/** The way to the chain: reading for everything, and the relayer's key for what the gateway sends for others. */
export type Chain = { id: number; public: PublicClient; relayer: PrivateKeyAccount | undefined };

export function openChain(env: Env): Chain {
  const chain = defineChain({
    id: env.deployment.chainId,
    name: env.localChain ? "Ambit local" : `Chain ${env.deployment.chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [env.CHAIN_RPC_URL] } },
  });
  return {
    id: chain.id,
    public: createPublicClient({
      chain,
      transport: http(env.CHAIN_RPC_URL, { retryCount: 1, timeout: chainAnswerMs }),
      pollingInterval: 200,
    }),
    relayer: env.RELAYER_KEY ? privateKeyToAccount(env.RELAYER_KEY) : undefined,
  };
}

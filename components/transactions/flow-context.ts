import { getPublicClient, sendTransaction, signMessage, signTypedData } from "wagmi/actions";
import type { Address, PublicClient } from "viem";
import type { Config } from "wagmi";
import { client } from "@/components/api/api";
import { gasLimitOf } from "@/lib/chain/gas-limit";
import { MarketError } from "@/lib/errors";
import { contractNames } from "./contract-names";
import { CallRefused, FlowError } from "./failure-of";
import type { FlowContext, Market } from "./flow-types";

/** What a flow may do, with the connected wallet and this gateway behind it. */
export function flowContext(config: Config, market: Market, wallet: Address): FlowContext {
  const chain = getPublicClient(config) as PublicClient | undefined;
  if (!chain) throw new MarketError("CHAIN_UNREACHABLE", { detail: "no client was made for it" });
  const nameOf = contractNames(market.contracts);
  return {
    wallet,
    market,
    api: client,
    chain,
    sign: (request) =>
      "message" in request
        ? signMessage(config, { account: wallet, message: request.message })
        : signTypedData(config, { account: wallet, ...request.typedData }),
    // Against the block that is being made: what was sent a moment ago counts already.
    simulate: async ({ to, data }) => {
      try {
        await chain.call({ account: wallet, to, data, blockTag: "pending" });
      } catch (cause) {
        throw new CallRefused(nameOf(to), cause);
      }
      // On the local chain nobody else pays, and what the chain says of an empty wallet reads like a refusal.
      if (market.chain.local && (await chain.getBalance({ address: wallet })) === 0n)
        throw new FlowError("no-gas");
    },
    send: async ({ to, data }) => {
      const estimate = await chain.estimateGas({ account: wallet, to, data, blockTag: "pending" });
      const gas = gasLimitOf(estimate);
      return sendTransaction(config, { account: wallet, chainId: market.chain.id, to, data, gas });
    },
    mined: async (hash) => {
      let replaced = false;
      const receipt = await chain.waitForTransactionReceipt({
        hash,
        // It stays valid for as long as the chain keeps it; the page says so when it takes long.
        timeout: 0,
        onReplaced: ({ reason }) => {
          replaced = reason !== "repriced";
        },
      });
      const { transactionHash, blockNumber, status, logs } = receipt;
      return { hash: transactionHash, block: blockNumber, reverted: status === "reverted", replaced, logs };
    },
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

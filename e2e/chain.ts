import {
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeFunctionData,
  formatEther,
  http,
  parseEther,
  type Address,
  type Hex,
} from "viem";
import { mnemonicToAccount, type LocalAccount } from "viem/accounts";
import { testFaucetAbi } from "@/lib/chain/abi/test-faucet";
import { tokenAbi } from "@/lib/chain/abi/token";
import { gasLimitOf } from "@/lib/chain/gas-limit";
import type { ContractName } from "@/lib/chain/deployment";
import { marketUrl } from "./market-url";

/** Somebody with gas and no rights, whom every local chain funds: what anyone may do, it does. */
export const anyone = mnemonicToAccount("test test test test test test test test test test test junk", {
  addressIndex: 9,
});

/** The chain of the market under test, through the gateway's own door as any tool reaches it. */
export async function openChain() {
  const answer = await fetch(`${marketUrl}/api/market`);
  const market = (await answer.json()) as { chain: { id: number }; contracts: Record<ContractName, Address> };
  const url = `${marketUrl}/api/chain`;
  const chain = defineChain({
    id: market.chain.id,
    name: "the market's",
    nativeCurrency: { name: "coin", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const reader = createPublicClient({ chain, transport: http(url), pollingInterval: 100 });
  const sender = createWalletClient({ chain, transport: http(url) });
  /** Sends and waits until it is mined. */
  const send = async (account: LocalAccount, to: Address | undefined, data: Hex, value = 0n) => {
    const gas = gasLimitOf(await reader.estimateGas({ account, to, data, value }));
    const hash = await sender.sendTransaction({ account, to, data, value, gas });
    const receipt = await reader.waitForTransactionReceipt({ hash });
    if (receipt.status === "reverted") throw new Error(`The chain refused ${hash} to ${to ?? "nobody"}.`);
    return receipt;
  };
  return { ...market, reader, send };
}
export type Chain = Awaited<ReturnType<typeof openChain>>;

/** What one call of the faucet gives. */
const faucetWei = parseEther("10000");

/**
 * Gives a wallet gas and so many AMB that, once they are delegated, they reach two fifths of all votes: other tests may
 * have left votes behind, and a quorum is a share of all. Gives back how many AMB.
 */
export async function giveVotes({ contracts, reader, send }: Chain, to: Address): Promise<number> {
  const { timestamp } = await reader.getBlock();
  const others = await reader.readContract({
    address: contracts.token,
    abi: tokenAbi,
    functionName: "getPastTotalDelegated",
    args: [timestamp - 1n],
  });
  await send(anyone, to, "0x", parseEther("1"));
  const data = encodeFunctionData({ abi: testFaucetAbi, functionName: "faucet", args: [to] });
  let given = 0n;
  for (; given * 3n <= others * 2n; given += faucetWei) await send(anyone, contracts.faucet, data);
  return Number(formatEther(given));
}

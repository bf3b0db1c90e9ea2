import type { Address } from "viem";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import type { ContractName } from "@/lib/chain/deployment";
import { MarketError } from "@/lib/errors";
import type { FlowContext, Market } from "./flow-types";

/** The address of one of the market's contracts. A gateway without it cannot offer the flow that needs it. */
export function contractOf(market: Market, name: ContractName): Address {
  const address = market.contracts[name];
  if (!address) throw new MarketError("NOT_FOUND", { noun: "contract", id: name });
  return address;
}

/** What the escrow holds for a wallet, as the contract has it in the block that is being made. */
export async function escrowBalance({ chain, market, wallet }: FlowContext) {
  const [balance, thawing, withdrawable] = await chain.readContract({
    address: contractOf(market, "escrow"),
    abi: escrowAbi,
    functionName: "balanceOf",
    args: [wallet],
    blockTag: "pending",
  });
  return { balance, thawing, withdrawable };
}

/** USDC in the wallet itself. */
export function walletUsdc({ chain, market, wallet }: FlowContext): Promise<bigint> {
  return chain.readContract({
    address: contractOf(market, "usdc"),
    abi: testUsdcAbi,
    functionName: "balanceOf",
    args: [wallet],
    blockTag: "pending",
  });
}

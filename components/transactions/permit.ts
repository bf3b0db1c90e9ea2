import type { Address, TypedDataDefinition } from "viem";
import { getEip712Domain } from "viem/actions";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import { contractOf } from "./escrow-state";
import type { FlowContext } from "./flow-types";

const types = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

/** The ERC-2612 permit by which `spender` may take exactly this amount. The token itself says its domain and the nonce. */
export async function permitOf(
  { chain, market, wallet }: FlowContext,
  spender: Address,
  value: bigint,
  deadline: number,
): Promise<TypedDataDefinition> {
  const usdc = contractOf(market, "usdc");
  const [{ domain }, nonce] = await Promise.all([
    getEip712Domain(chain, { address: usdc }),
    chain.readContract({
      address: usdc,
      abi: testUsdcAbi,
      functionName: "nonces",
      args: [wallet],
      blockTag: "pending",
    }),
  ]);
  const { name, version, chainId, verifyingContract } = domain;
  return {
    domain: { name, version, chainId, verifyingContract },
    types,
    primaryType: "Permit",
    message: { owner: wallet, spender, value, nonce, deadline: BigInt(deadline) },
  };
}

import type { TypedDataDefinition } from "viem";
import { getEip712Domain } from "viem/actions";
import { tokenAbi } from "@/lib/chain/abi/token";
import { chainSeconds } from "./chain-seconds";
import { contractOf } from "./escrow-state";
import type { FlowContext } from "./flow-types";

/** A permit may be used for this long, by the chain's clock. */
const validSeconds = 30 * 60;

const types = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

type Asked = { token: "usdc" | "token"; spender: "escrow" | "bonds"; value: bigint };

/**
 * The ERC-2612 permit by which a contract may take exactly this amount, and until when in Unix seconds. The token
 * itself says its domain and the nonce.
 */
export async function permitOf(
  context: FlowContext,
  { token, spender, value }: Asked,
): Promise<{ typedData: TypedDataDefinition; deadline: number }> {
  const { chain, market, wallet } = context;
  const address = contractOf(market, token);
  const [{ domain }, nonce, now] = await Promise.all([
    getEip712Domain(chain, { address }),
    // AMB and the dollar have the same `nonces`.
    chain.readContract({
      address,
      abi: tokenAbi,
      functionName: "nonces",
      args: [wallet],
      blockTag: "pending",
    }),
    chainSeconds(context),
  ]);
  const { name, version, chainId, verifyingContract } = domain;
  const deadline = now + validSeconds;
  return {
    typedData: {
      domain: { name, version, chainId, verifyingContract },
      types,
      primaryType: "Permit",
      message: {
        owner: wallet,
        spender: contractOf(market, spender),
        value,
        nonce,
        deadline: BigInt(deadline),
      },
    },
    deadline,
  };
}

import "server-only";
import { eq } from "drizzle-orm";
import { encodeFunctionData, keccak256, parseSignature, type Address, type Hex } from "viem";
import { relays } from "@/db/schema/money";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { MarketError } from "@/lib/errors";
import { queueRelay, relayView } from "@/server/chain/queue-relay";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

type PermitCall = readonly [owner: Address, amount: bigint, deadline: bigint, v: number, r: Hex, s: Hex];

/** Which contract takes what a permit allows, and how it is called. */
const takers = {
  deposit: {
    contract: "escrow",
    encode: (args: PermitCall) =>
      encodeFunctionData({ abi: escrowAbi, functionName: "depositWithPermit", args }),
  },
  stake: {
    contract: "bonds",
    encode: (args: PermitCall) =>
      encodeFunctionData({ abi: bondsAbi, functionName: "stakeWithPermit", args }),
  },
} as const;

/** Sends a wallet's signed permit as a deposit or as a stake. The gateway pays the gas; the contract checks the permit. */
export async function relayPermit(
  ctx: Context,
  wish: keyof typeof takers,
  { amount, deadline, signature }: { amount: bigint; deadline: number; signature: Hex },
) {
  const wallet = requireWallet(ctx);
  if (amount === 0n) throw new MarketError("INPUT_INVALID", { path: "amount", detail: "nothing would move" });
  if (deadline * 1000 <= ctx.now.getTime())
    throw new MarketError("PERMIT_WRONG", {
      detail: `it ended at ${new Date(deadline * 1000).toISOString()}`,
    });
  const { r, s, yParity } = splitSignature(signature);
  const { contract, encode } = takers[wish];
  const relay = await queueRelay(ctx.db, {
    id: `${wish}:${keccak256(signature)}`,
    wallet,
    to: ctx.env.deployment.contracts[contract],
    data: encode([wallet, amount, BigInt(deadline), yParity + 27, r, s]),
    at: ctx.now,
  });
  return relayView(relay);
}

function splitSignature(signature: Hex) {
  try {
    return parseSignature(signature);
  } catch (cause) {
    throw new MarketError("PERMIT_WRONG", { detail: "it is no signature of 65 bytes" }, { cause });
  }
}

/** How far a transaction is that this gateway sends for the signed-in wallet. */
export async function readRelay(ctx: Context, { id }: { id: string }) {
  const wallet = requireWallet(ctx);
  const [relay] = await ctx.db.select().from(relays).where(eq(relays.id, id));
  if (!relay || relay.wallet !== wallet) throw new MarketError("NOT_FOUND", { noun: "transaction", id });
  return relayView(relay);
}

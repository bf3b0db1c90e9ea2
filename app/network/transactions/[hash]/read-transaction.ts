import "server-only";
import {
  decodeEventLog,
  decodeFunctionData,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
  type Hex,
  type Log,
} from "viem";
import { chainReader } from "@/app/chain-reader";
import type { DecodedEvent } from "@/components/network/event-sentence";
import { everyAbi } from "@/lib/chain/every-abi";

/** A transaction with everything in it that our own ABIs can read; nothing when the chain does not know it. */
export async function readTransaction(hash: Hex) {
  const transaction = await chainReader()
    .getTransaction({ hash })
    .catch((error: unknown) => {
      if (error instanceof TransactionNotFoundError) return undefined;
      throw error;
    });
  if (!transaction) return undefined;
  const receipt = await chainReader()
    .getTransactionReceipt({ hash })
    .catch((error: unknown) => {
      // Known, and not mined yet.
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    });
  const block = receipt && (await chainReader().getBlock({ blockNumber: receipt.blockNumber }));
  return {
    transaction,
    receipt,
    at: block && new Date(Number(block.timestamp) * 1000).toISOString(),
    call: decodeCall(transaction.input),
    events: (receipt?.logs ?? []).map((log) => ({ log, decoded: decodeLog(log) })),
  };
}

function decodeCall(input: Hex): string | undefined {
  try {
    return decodeFunctionData({ abi: everyAbi, data: input }).functionName;
  } catch {
    // A call of a contract that is not ours is shown without a name.
    return undefined;
  }
}

function decodeLog({ topics, data }: Log): DecodedEvent | undefined {
  try {
    const { eventName, args } = decodeEventLog({ abi: everyAbi, topics, data });
    return { name: eventName, args: args as unknown as Record<string, unknown> };
  } catch {
    // An event of a contract that is not ours is shown as it is.
    return undefined;
  }
}

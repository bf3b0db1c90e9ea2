import { parseEventLogs, TransactionReceiptNotFoundError, type Hex, type Log, type PublicClient } from "viem";
import type { Receipt } from "@/lib/api/leases";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { lowerAddress } from "@/lib/wire";
import type { ReceiptCheck } from "./receipt-check";

/** What a node says of a transaction (`eth_getTransactionReceipt`); null when it knows none. */
export type TransactionOnChain = { status: string; blockNumber: bigint; logs: readonly Log[] } | null;

/** What the client's node says of the transaction that settled a receipt; undefined where none did yet. */
export async function transactionOnChain(
  chain: Pick<PublicClient, "getTransactionReceipt">,
  { settlement }: Receipt,
): Promise<TransactionOnChain | undefined> {
  if (!settlement) return undefined;
  try {
    return await chain.getTransactionReceipt({ hash: settlement.transaction });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return null;
    throw error;
  }
}

/**
 * Whether the transaction that a receipt names paid this operator for this customer's tab up to this
 * lease, by the escrow's own event. The node that is asked should be one that the reader trusts.
 */
export function checkPaymentOnChain(receipt: Receipt, transaction: TransactionOnChain): ReceiptCheck {
  const name = "settlement";
  const { settlement, lease, contracts } = receipt;
  if (!settlement) return { name, state: "open", found: "The contract has not paid for it yet." };
  if (!transaction)
    return {
      name,
      state: "fails",
      found: `The chain knows no transaction ${shortened(settlement.transaction)}.`,
    };
  const paid = parseEventLogs({
    abi: escrowAbi,
    eventName: "TabRedeemed",
    logs: [...transaction.logs],
  }).find(
    ({ address, args }) =>
      lowerAddress(address) === lowerAddress(contracts.escrow) &&
      lowerAddress(args.customer) === lease.customer &&
      lowerAddress(args.operator) === lease.operator &&
      args.feeBps === lease.feeBps &&
      args.redeemed >= settlement.cumulative,
  );
  if (transaction.status !== "success" || !paid)
    return { name, state: "fails", found: "The transaction did not pay this operator for this customer." };
  return {
    name,
    state: "holds",
    found: `The escrow paid it in block ${transaction.blockNumber}, as its own event says.`,
  };
}

const shortened = (hash: Hex) => `${hash.slice(0, 10)}…`;

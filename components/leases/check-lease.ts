import { createPublicClient, http, TransactionReceiptNotFoundError, type Hex } from "viem";
import { client } from "@/components/api/api";
import { checkReceipt, type ReceiptCheck } from "@/lib/leases/check-receipt";
import { checkPaymentOnChain, type TransactionOnChain } from "@/lib/leases/payment-on-chain";

/** Fetches the receipt of a lease and checks it in this browser; the payment through the gateway's node. */
export async function checkLease(id: Hex): Promise<ReceiptCheck[]> {
  const [receipt, { chain }] = await Promise.all([client.leases.receipt({ id }), client.market.get()]);
  const checks = await checkReceipt(receipt);
  if (!receipt.settlement) return checks;
  const transaction = await transactionOf(chain.rpcUrl, receipt.settlement.transaction);
  return [...checks.slice(0, -1), checkPaymentOnChain(receipt, transaction)];
}

async function transactionOf(rpcUrl: string, hash: Hex): Promise<TransactionOnChain> {
  const chain = createPublicClient({ transport: http(new URL(rpcUrl, location.origin).href) });
  try {
    return await chain.getTransactionReceipt({ hash });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return null;
    throw error;
  }
}

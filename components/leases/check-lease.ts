import { createPublicClient, http, type Hex } from "viem";
import { client } from "@/components/api/api";
import { checkReceipt } from "@/lib/leases/check-receipt";
import { transactionOnChain } from "@/lib/leases/payment-on-chain";
import type { ReceiptCheck } from "@/lib/leases/receipt-check";

/** Fetches the receipt of a lease and checks it in this browser; the payment through the gateway's node. */
export async function checkLease(id: Hex): Promise<ReceiptCheck[]> {
  const [receipt, market] = await Promise.all([client.leases.receipt({ id }), client.market.get()]);
  const chain = createPublicClient({ transport: http(new URL(market.chain.rpcUrl, location.origin).href) });
  return checkReceipt(receipt, await transactionOnChain(chain, receipt));
}

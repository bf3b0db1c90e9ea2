import { readFileSync } from "node:fs";
import { createPublicClient, http, TransactionReceiptNotFoundError } from "viem";
import { receiptSchema, type Receipt } from "@/lib/api/leases";
import { checkReceipt, type ReceiptCheck } from "@/lib/leases/check-receipt";
import { checkPaymentOnChain } from "@/lib/leases/payment-on-chain";

/**
 * Checks a receipt file as a stranger would: its signatures and sums without asking anyone, its payment
 * with a node of the reader's own choice (`CHAIN_RPC_URL`). Ends with 1 if anything fails.
 */
const [file] = process.argv.slice(2);
if (!file) {
  console.error(
    "Which receipt? npm run check-receipt -- <file>   (CHAIN_RPC_URL=<node you trust> checks the payment too)",
  );
  process.exit(1);
}
const parsed = receiptSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
if (!parsed.success) {
  console.error(
    `${file} is no receipt: ${parsed.error.issues[0]!.path.join(".")} ${parsed.error.issues[0]!.message}`,
  );
  process.exit(1);
}
const receipt = parsed.data;
const checks = await checkReceipt(receipt);
const rpcUrl = process.env.CHAIN_RPC_URL;
if (rpcUrl) checks.splice(-1, 1, await onChain(rpcUrl));

console.log(
  `\n  Lease ${receipt.lease.id} on chain ${receipt.chainId}, escrow ${receipt.contracts.escrow}\n`,
);
const marks = { holds: "✓", fails: "✗", open: "·" } as const satisfies Record<ReceiptCheck["state"], string>;
for (const { name, state, found } of checks) console.log(`  ${marks[state]} ${name.padEnd(11)} ${found}`);
console.log("");
process.exit(checks.some(({ state }) => state === "fails") ? 1 : 0);

async function onChain(url: string): Promise<ReceiptCheck> {
  const chain = createPublicClient({ transport: http(url) });
  const chainId = await chain.getChainId();
  if (chainId !== receipt.chainId)
    return {
      name: "settlement",
      state: "fails",
      found: `The receipt is of chain ${receipt.chainId}, ${url} is chain ${chainId}.`,
    };
  return checkPaymentOnChain(receipt, receipt.settlement && (await transactionOf(chain, receipt.settlement)));
}

async function transactionOf(
  chain: ReturnType<typeof createPublicClient>,
  { transaction }: NonNullable<Receipt["settlement"]>,
) {
  try {
    return await chain.getTransactionReceipt({ hash: transaction });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return null;
    throw error;
  }
}

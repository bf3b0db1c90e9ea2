import { readFileSync } from "node:fs";
import { createPublicClient, http } from "viem";
import { receiptSchema } from "@/lib/api/leases";
import { checkReceipt } from "@/lib/leases/check-receipt";
import { transactionOnChain, type TransactionOnChain } from "@/lib/leases/payment-on-chain";
import type { ReceiptCheck } from "@/lib/leases/receipt-check";

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
const parsed = receiptSchema.safeParse(readJson(file));
if (!parsed.success) {
  console.error(
    `${file} is no receipt: ${parsed.error.issues[0]!.path.join(".")} ${parsed.error.issues[0]!.message}`,
  );
  process.exit(1);
}
const receipt = parsed.data;
const rpcUrl = process.env.CHAIN_RPC_URL;
const checks = await checkReceipt(receipt, rpcUrl ? await readOnChain(rpcUrl) : undefined);

console.log(
  `\n  Lease ${receipt.lease.id} on chain ${receipt.chainId}, escrow ${receipt.contracts.escrow}\n`,
);
const marks = { holds: "✓", fails: "✗", open: "·" } as const satisfies Record<ReceiptCheck["state"], string>;
for (const { name, state, found } of checks) console.log(`  ${marks[state]} ${name.padEnd(11)} ${found}`);
console.log("");
process.exit(checks.some(({ state }) => state === "fails") ? 1 : 0);

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    console.error(
      `${path} cannot be read (${error instanceof Error ? error.message : String(error)}). Name the file that the lease page downloads.`,
    );
    process.exit(1);
  }
}

/** What the reader's own node says of the payment. A node of another chain can say nothing of it. */
async function readOnChain(url: string): Promise<TransactionOnChain | undefined> {
  const chain = createPublicClient({ transport: http(url) });
  const chainId = await chain.getChainId();
  if (chainId !== receipt.chainId) {
    console.error(
      `The receipt is of chain ${receipt.chainId}, ${url} is chain ${chainId}. Name a node of that chain in CHAIN_RPC_URL.`,
    );
    process.exit(1);
  }
  return transactionOnChain(chain, receipt);
}

import type { z } from "zod";
import type { healthSchema } from "@/lib/api/market";

type Parts = Pick<z.infer<typeof healthSchema>["parts"], "chain" | "indexer">;

/** How far what pages say of the chain is behind it, and what that means; nothing while it is not. */
export function chainLagText({ chain, indexer }: Parts): string | undefined {
  const { height, lagBlocks } = indexer;
  if (indexer.state === "down" || height === undefined)
    return "This gateway cannot read its index of the chain: balances, stakes and votes may be missing.";
  const asOf = `Balances, stakes and votes are as of block ${height.toLocaleString("en-GB")}`;
  if (chain.state === "down") return `${asOf}: the chain does not answer, and nothing can be sent to it.`;
  if (indexer.state === "up") return undefined;
  return `${asOf}, ${lagBlocks?.toLocaleString("en-GB")} blocks behind the chain. What is sent now counts at once, and is seen here later.`;
}

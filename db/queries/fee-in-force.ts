import { and, eq } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { chainFigures } from "@/db/schema/chain";

/** The protocol's part of a payment that is agreed on now, in basis points, as the escrow last said. */
export async function feeInForce(db: Executor): Promise<number> {
  const [figure] = await db
    .select({ value: chainFigures.value })
    .from(chainFigures)
    .where(and(eq(chainFigures.contract, "escrow"), eq(chainFigures.name, "feeBps")));
  if (!figure)
    throw new Error("The indexer has not seen the escrow yet. Wait until it has read its first block.");
  return Number(figure.value);
}

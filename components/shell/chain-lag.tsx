import type { z } from "zod";
import type { healthSchema } from "@/lib/api/market";
import { chainLagText } from "./chain-lag-text";

/** Over every page, when what it says of money and votes is not what the chain says now. */
export function ChainLag({ parts }: Pick<z.infer<typeof healthSchema>, "parts">) {
  const text = chainLagText(parts);
  if (!text) return null;
  return (
    <aside aria-label="Behind the chain" className="bg-amber-soft text-amber text-13 px-4 py-1 text-center">
      {text}
    </aside>
  );
}

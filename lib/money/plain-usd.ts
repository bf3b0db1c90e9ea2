import { exactUsd } from "./usd6";

/** An amount as one would type it, exact and without zeros that say nothing: "20", "0.5", "0.000001". */
export function plainUsd(amount: bigint): string {
  return exactUsd(amount).replace(/\.?0+$/, "");
}

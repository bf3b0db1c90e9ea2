import { exactUsd } from "@/lib/money/usd6";

/**
 * A price for an hour with four significant digits, zeros included, so that prices under each other can be
 * compared digit by digit: "0.008300", "0.1250", "12.34". Truncated, and never finer than the micro-dollar.
 */
export function formatRateDown(ratePerHour: bigint): string {
  const [whole, places] = exactUsd(ratePerHour).split(".") as [string, string];
  if (whole !== "0") return `${whole}.${places.slice(0, Math.max(2, 4 - whole.length))}`;
  const zeros = /^0*/.exec(places)![0].length;
  return `0.${places.slice(0, Math.min(6, zeros + 4))}`;
}

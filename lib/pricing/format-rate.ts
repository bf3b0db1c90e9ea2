import { exactUsd } from "@/lib/money/usd6";

/**
 * A price for an hour with four significant digits, zeros included, so that prices under each other can be
 * compared digit by digit: "0.008300", "0.1250", "12.34". Truncated, and never finer than the micro-dollar. With
 * `leastPlaces` (up to 6), at least so many places, so that the points of a column stand under each other.
 */
export function formatRateDown(ratePerHour: bigint, leastPlaces = 2): string {
  const [whole, places] = exactUsd(ratePerHour).split(".") as [string, string];
  if (whole !== "0") return `${whole}.${places.slice(0, Math.max(leastPlaces, 4 - whole.length))}`;
  const zeros = /^0*/.exec(places)![0].length;
  return `0.${places.slice(0, Math.max(leastPlaces, Math.min(6, zeros + 4)))}`;
}

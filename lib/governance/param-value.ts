import { formatEther } from "viem";
import { formatDuration } from "@/lib/time/duration";

/** Figures that are an amount of AMB, in its smallest unit. */
const amounts = new Set([
  "appealThreshold",
  "slashBadRoot",
  "slashEquivocation",
  "bounty",
  "demandDeposit",
  "seatStake",
]);

/** A figure that members vote on, in the unit that its name says. */
export function paramValue(key: string, value: bigint): string {
  if (key.endsWith("Bps")) return `${Number(value) / 100} %`;
  if (key.endsWith("Delay")) return formatDuration(Number(value) * 1000);
  if (amounts.has(key)) return `${Number(formatEther(value)).toLocaleString("en-GB")} AMB`;
  if (key === "rewardPerFee")
    return `${Number(formatEther(value * 1_000_000n)).toLocaleString("en-GB")} AMB for $1 of fees`;
  return value.toLocaleString("en-GB");
}

/** "slashPerDayBps" → "Slash per day", "nearest.roundTrip" → "Nearest: round trip". */
export function paramName(key: string): string {
  const words = key
    .replace(/Bps$/, "")
    .replaceAll(/([A-Z])/g, " $1")
    .replace(".", ": ")
    .replaceAll("-", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

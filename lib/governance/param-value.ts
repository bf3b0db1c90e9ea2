import { formatUnits } from "viem";
import { formatDuration } from "@/lib/time/duration";
import { paramUnit } from "./param-unit";

/** A figure that members vote on, in the unit that its name says. */
export function paramValue(key: string, value: bigint): string {
  const { kind, text, places } = paramUnit(key);
  if (kind === "span") return formatDuration(Number(value) * 1000);
  if (kind === "instant") return utcText(value);
  const [whole, decimals] = formatUnits(value, places).split(".") as [string, string?];
  const digits = `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${decimals ? `.${decimals}` : ""}`;
  return text ? `${digits} ${text}` : digits;
}

/** "2027-03-01 14:05 UTC", from Unix seconds. */
export const utcText = (seconds: bigint | number): string =>
  `${new Date(Number(seconds) * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;

/** The same for a figure as the indexer keeps it: addresses and unknown words stay as they are. */
export function figureText(key: string, value: string): string {
  return /^\d+$/.test(value) ? paramValue(key, BigInt(value)) : value;
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

import { formatDuration } from "./duration";

/** "just now", "3 min ago", "in 2 h 5 min": how far an instant is from now, in milliseconds; the past is negative. */
export function formatAge(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  if (size < 5_000) return "just now";
  // Beyond a minute nobody asks for seconds, and the exact instant is at hand.
  const words = formatWhole(size < 60_000 ? size : Math.floor(size / 60_000) * 60_000);
  return milliseconds < 0 ? `${words} ago` : `in ${words}`;
}

/** A span in whole seconds or larger, for what is read while it ticks: "7 s", "4 min 10 s". */
export function formatWhole(milliseconds: number): string {
  return milliseconds < 60_000 ? `${Math.floor(milliseconds / 1000)} s` : formatDuration(milliseconds);
}

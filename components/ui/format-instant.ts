/** "21 Nov 2026, 14:03:22 (UTC+1)\n13:03:22 UTC": one instant on the reader's clock and on everybody's. */
export function formatInstant(instant: Date): string {
  if (Number.isNaN(instant.getTime())) return "";
  const local = instant.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "shortOffset",
  });
  return `${local}\n${instant.toISOString().replace("T", " ").slice(0, 19)} UTC`;
}

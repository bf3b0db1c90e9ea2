import type { Tone } from "@/components/ui/tone";
import { reasons, type ReasonCode } from "@/lib/reasons";

/** What is going on or went as it should. */
const good = new Set<ReasonCode>([
  "MATCHED",
  "LEASE_ACCEPTED",
  "WORKLOAD_STARTED",
  "COMPLETED",
  "VOUCHER_SIGNED",
  "SETTLED",
  "DEVICE_ENROLLED",
  "DEVICE_ONLINE",
  "DEVICE_RESUMED",
]);

/** The colour of a reason: green as it should be, amber while somebody tries again or chose so, red when it failed. */
export function reasonTone(code: ReasonCode): Tone {
  if (good.has(code)) return "signal";
  if (reasons[code].retried || code === "CANCELLED_BY_CUSTOMER") return "amber";
  return reasons[code].fault === "nobody" ? "neutral" : "red";
}

/** "EXIT_NONZERO" → "Exit nonzero": the code as it is read, so that page, log and API name it alike. */
export function reasonName(code: ReasonCode): string {
  const words = code
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/\bnode\b/, "device");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

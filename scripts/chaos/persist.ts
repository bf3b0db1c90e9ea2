import { setTimeout as sleep } from "node:timers/promises";
import { refusalOf } from "@/lib/api/client";
import type { ReasonCode } from "@/lib/reasons";

/** What a gateway says when it cannot, and not because of what was asked. */
const passing: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "PLATFORM_FAULT",
  "REGISTRY_UNREACHABLE",
  "CHAIN_UNREACHABLE",
]);

/** Asks until there is an answer: silence and faults of the gateway are waited out, a refusal is an answer. */
export async function persist<T>(call: () => Promise<T>, patienceMs = 120_000): Promise<T> {
  for (const until = performance.now() + patienceMs; ; await sleep(500)) {
    try {
      return await call();
    } catch (error) {
      const refusal = refusalOf(error);
      if ((refusal && !passing.has(refusal.code)) || performance.now() > until) throw error;
    }
  }
}

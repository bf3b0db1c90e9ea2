import type { Address } from "viem";
import type { SessionKey } from "@/components/wallet/session-key-store";

/** What the gateway says of a session key, as far as it decides whether the key can be used. */
type KnownKey = { key: Address; state: "signed" | "authorised" | "expired" | "revoked"; left: bigint };

export type ReadinessInput = {
  signedIn: boolean;
  /** Free to spend, in micro-dollars; undefined while it is not known. */
  available: bigint | undefined;
  /** Keys that the gateway knows, and keys that this browser holds. */
  known: readonly KnownKey[] | undefined;
  held: readonly SessionKey[];
  /** What the order may cost at most, and for how long it may run. */
  needed: bigint;
  maxSeconds: number;
  now: number;
};

/** What is still missing before an order can be signed without a prompt; the first of these that holds. */
export type Readiness =
  | { step: "unknown" }
  | { step: "sign-in" }
  | { step: "deposit"; missing: bigint }
  | { step: "authorise" }
  | { step: "ready"; key: SessionKey };

/** A voucher is signed after the end, so the key must outlive the lease by some time. */
const marginSeconds = 3600;

/** Decides what comes next on the way to a first run. */
export function readiness({
  signedIn,
  available,
  known,
  held,
  needed,
  maxSeconds,
  now,
}: ReadinessInput): Readiness {
  if (!signedIn) return { step: "sign-in" };
  if (available === undefined || known === undefined) return { step: "unknown" };
  // An order that is not right yet costs nothing so far; an empty balance still pays for none.
  if (available === 0n || available < needed)
    return { step: "deposit", missing: needed > available ? needed - available : 1n };
  const usable = new Map(
    known
      .filter(({ state }) => state === "signed" || state === "authorised")
      .map((key) => [key.key.toLowerCase(), key]),
  );
  const key = held.find(({ key: address, validUntil }) => {
    const left = usable.get(address.toLowerCase())?.left ?? 0n;
    return left >= needed && validUntil > now / 1000 + maxSeconds + marginSeconds;
  });
  return key ? { step: "ready", key } : { step: "authorise" };
}

import type { Assignment } from "@/lib/api/agent";
import { MarketError } from "@/lib/errors";
import { leaseSeal, openContents, packResult, type LeaseSeal, type SealedContents } from "@/lib/orders/seal";
import { openSealedKey, type SealedKey } from "@/lib/orders/seal-key";
import type { ReasonFacts } from "@/lib/reasons";
import type { Outcome } from "@/lib/sandbox/outcome";
import type { Sha256 } from "@/lib/sandbox/result-text";
import type { DeviceSigner } from "./device-signer";

type SealKeys = NonNullable<DeviceSigner["sealKeys"]>;

/** A sealed order, opened on its device: what it runs, and how what it writes goes home. */
export type OpenedLease = { contents: SealedContents; seal: LeaseSeal };

/** The keys that this device opens seals with. Throws NODE_REFUSED where there are none, before anything is accepted. */
export function sealKeysOf({ sealKeys }: DeviceSigner): SealKeys {
  if (!sealKeys) throw new MarketError("NODE_REFUSED", { detail: "it opens no sealed orders" });
  return sealKeys;
}

/** Opens what the customer sealed. Throws SEAL_WRONG unless it is exactly what the order names. */
export async function openSealedLease(
  sealKeys: SealKeys,
  { leaseId, order }: Assignment,
  { sealedKey, ciphertext }: { sealedKey: SealedKey; ciphertext: Uint8Array },
): Promise<OpenedLease> {
  const { workload } = order.spec;
  const named =
    workload.kind === "wasm" ? workload.module : workload.kind === "script" ? workload.source : "";
  try {
    const contentKey = await openSealedKey(sealKeys, leaseId, sealedKey);
    const contents = await openContents(contentKey, ciphertext, named);
    return { contents, seal: await leaseSeal(contentKey, leaseId) };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.slice(0, 200) : String(cause);
    throw new MarketError("SEAL_WRONG", { detail }, { cause });
  }
}

/** An outcome as everyone but the customer may see it: hashes that bind and tell nothing, and output that is sealed. */
export async function sealOutcome(outcome: Outcome, seal: LeaseSeal, sha256: Sha256): Promise<Outcome> {
  const result = await seal.seal("result", 0, packResult(outcome.result, outcome.stdout.byteLength));
  return {
    ...outcome,
    detail: outcome.detail && "sealed",
    result,
    stdout: { byteLength: result.length, sha256: sha256(result) },
    resultRoot: await seal.blindRoot(outcome.resultRoot),
  };
}

/** What a sandbox says of a fault may quote the workload; of a sealed one only the code and the place are told. */
export function withoutWords(facts: ReasonFacts): ReasonFacts {
  return "detail" in facts ? { ...facts, detail: "sealed" } : facts;
}

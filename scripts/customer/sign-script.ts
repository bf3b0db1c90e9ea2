import type { ApiClient } from "@/lib/api/client";
import { orderDigest } from "@/lib/orders/order-id";
import type { SignedOrder } from "@/lib/orders/signed-order";
import { sealContents } from "@/lib/orders/seal";
import { specHash, specSchema, type Spec } from "@/lib/orders/spec";
import { lowerAddress } from "@/lib/wire";
import type { Customer } from "./open-customer";

export type SignedScript = {
  signed: SignedOrder;
  preview: Awaited<ReturnType<ApiClient["orders"]["preview"]>>;
};

/**
 * Uploads a JavaScript, looks what it would get, and signs an order for it at that price. Nothing is
 * ordered yet. With a content key, script and arguments are sealed, and only ciphertext is uploaded.
 */
export async function signScript(
  { api, wallet, key, deployment }: Customer,
  source: Uint8Array,
  args: string[],
  wish: Partial<Spec> = {},
  contentKey?: Uint8Array,
): Promise<SignedScript> {
  const sealed = contentKey && (await sealContents(contentKey, { main: source, args, input: null }));
  const { sha256 } = await api.workloads.upload({
    role: sealed ? "sealed" : "javascript",
    file: new Blob([sealed?.ciphertext ?? new Uint8Array(source)]),
  });
  const spec = specSchema.parse({
    version: 1,
    workload: { kind: "script", language: "javascript", source: sealed?.sha256 ?? sha256 },
    ...(sealed ? { sealed: sha256 } : { args }),
    resources: {},
    ...wish,
  });
  const preview = await api.orders.preview({ spec, maxRatePerHour: 1_000_000n });
  const terms = {
    customer: wallet,
    specHash: specHash(spec),
    maxRatePerHour: BigInt(preview.decision.ranked[0]?.ratePerHour ?? 1_000_000),
    maxTotal: 50_000n,
    startBy: Math.floor(Date.now() / 1000) + 300,
    maxSeconds: 60,
    minTier: 0,
    salt: crypto.getRandomValues(new BigUint64Array(1))[0]!,
  };
  const signature = await key.sign({ hash: orderDigest(deployment, terms) });
  return { signed: { spec, terms, sessionKey: lowerAddress(key.address), signature }, preview };
}

import type { ApiClient } from "@/lib/api/client";
import { orderDigest } from "@/lib/orders/order-id";
import { specHash, specSchema } from "@/lib/orders/spec";
import { lowerAddress } from "@/lib/wire";
import type { Customer } from "./open-customer";

type Placed = {
  order: Awaited<ReturnType<ApiClient["orders"]["place"]>>;
  preview: Awaited<ReturnType<ApiClient["orders"]["preview"]>>;
  /** `performance.now()` when the order was sent. */
  orderedAt: number;
};

/** Uploads a JavaScript, looks what it would get, and orders it at that price. */
export async function placeScript(customer: Customer, source: Uint8Array, args: string[]): Promise<Placed> {
  const { api, wallet, key, deployment } = customer;
  const { sha256 } = await api.workloads.upload({
    role: "javascript",
    file: new Blob([new Uint8Array(source)]),
  });
  const spec = specSchema.parse({
    version: 1,
    workload: { kind: "script", language: "javascript", source: sha256 },
    args,
    resources: {},
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
  const orderedAt = performance.now();
  const order = await api.orders.place({ spec, terms, sessionKey: lowerAddress(key.address), signature });
  return { order, preview, orderedAt };
}

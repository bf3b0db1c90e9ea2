import "server-only";
import { and, eq, ne } from "drizzle-orm";
import { blobs, orders } from "@/db/schema/orders";
import { leases } from "@/db/schema/leases";
import { MarketError } from "@/lib/errors";
import { specBlobs } from "@/lib/orders/spec";
import type { Context } from "@/server/context";
import { requireDevice } from "@/server/http/require-wallet";

/** What a lease of this device needs. A device that holds no lease with this hash is told that there is none. */
export async function readBlob(ctx: Context, { sha256 }: { sha256: string }): Promise<Blob> {
  const device = requireDevice(ctx);
  const held = await ctx.db
    .select({ spec: orders.spec })
    .from(leases)
    .innerJoin(orders, eq(orders.id, leases.order))
    .where(and(eq(leases.device, device), ne(leases.state, "ended")));
  const [blob] = held.some(({ spec }) => specBlobs(spec).includes(sha256))
    ? await ctx.db.select().from(blobs).where(eq(blobs.sha256, sha256))
    : [];
  if (!blob) throw new MarketError("WORKLOAD_MISSING", { sha256 });
  return new Blob([new Uint8Array(blob.bytes)], { type: "application/octet-stream" });
}

import "server-only";
import { createHash } from "node:crypto";
import { blobs } from "@/db/schema/orders";
import { uploadMaxBytes, type UploadRole } from "@/lib/api/workloads";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";
import { checkWorkload } from "./check-workload";

/** Stores a module, a script or an input under its hash, once it is what it says it is. The same bytes again are one row. */
export async function uploadWorkload(
  ctx: Context,
  { role, file }: { role: UploadRole; file: Blob },
): Promise<{ sha256: string; bytes: number }> {
  const wallet = requireWallet(ctx);
  if (file.size > uploadMaxBytes)
    throw new MarketError("SPEC_TOO_LARGE", { bytes: file.size, limit: uploadMaxBytes });
  const bytes = new Uint8Array(await file.arrayBuffer());
  await checkWorkload(role, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await ctx.db
    .insert(blobs)
    .values({ sha256, bytes, size: bytes.length, role, uploadedBy: wallet, createdAt: ctx.now })
    .onConflictDoNothing();
  return { sha256, bytes: bytes.length };
}

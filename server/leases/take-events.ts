import "server-only";
import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Hex } from "viem";
import type { z } from "zod";
import { agentBatches } from "@/db/schema/devices";
import type { agentContract, AgentEvent } from "@/lib/api/agent";
import { MarketError } from "@/lib/errors";
import type { ReasonCode } from "@/lib/reasons";
import { toJson } from "@/lib/to-json";
import type { Context } from "@/server/context";
import { requireDevice } from "@/server/http/require-wallet";
import { renewLeases } from "./renew-leases";
import { takeEvent } from "./take-event";

type Batch = { batch: string; events: AgentEvent[] };
type Answer = z.input<NonNullable<(typeof agentContract.events)["~orpc"]["outputSchema"]>>;
type EventResult = Answer["results"][number];

/**
 * Takes a batch of what a device reports, in order, each event in a transaction of its own. The same
 * batch again gets the answer of the first time; the same id with another content is refused. Every
 * call renews the leases that the device runs.
 */
export async function takeEvents(ctx: Context, { batch, events }: Batch): Promise<Answer> {
  const device = requireDevice(ctx);
  // A heartbeat has nothing that could take effect twice: a thousand devices send one every ten seconds.
  if (events.length === 0) return { results: [], ...(await renewLeases(ctx, device)) };
  const bodyHash = createHash("sha256").update(toJson(events)).digest("hex");
  const results =
    (await answeredBefore(ctx, device, batch, bodyHash)) ?? (await takeAll(ctx, device, events));
  await ctx.db
    .insert(agentBatches)
    .values({ device, batch, bodyHash, results, createdAt: ctx.now })
    .onConflictDoNothing();
  return { results, ...(await renewLeases(ctx, device)) };
}

async function answeredBefore(
  ctx: Context,
  device: Hex,
  batch: string,
  bodyHash: string,
): Promise<EventResult[] | undefined> {
  const [before] = await ctx.db
    .select()
    .from(agentBatches)
    .where(and(eq(agentBatches.device, device), eq(agentBatches.batch, batch)));
  if (before && before.bodyHash !== bodyHash) throw new MarketError("BATCH_CONFLICT", { batch });
  return before?.results as EventResult[] | undefined;
}

async function takeAll(ctx: Context, device: Hex, events: AgentEvent[]): Promise<EventResult[]> {
  const results: EventResult[] = [];
  for (const event of events) results.push({ id: event.id, ...(await takeOne(ctx, device, event)) });
  return results;
}

/** An event that is refused refuses only itself: the device drops it and goes on with the others. */
async function takeOne(
  ctx: Context,
  device: Hex,
  event: AgentEvent,
): Promise<{ taken: boolean; code: ReasonCode | null }> {
  try {
    await ctx.db.transaction((tx) => takeEvent(ctx, tx, device, event));
    return { taken: true, code: null };
  } catch (error) {
    if (!(error instanceof MarketError)) throw error;
    ctx.log.warn(
      { device, lease: event.leaseId, type: event.type, code: error.code, facts: error.facts },
      "device event refused",
    );
    return { taken: false, code: error.code };
  }
}

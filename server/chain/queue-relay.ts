import "server-only";
import { eq } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import { relays } from "@/db/schema/money";
import { enqueueSendRelays } from "@/server/jobs/enqueue";

export type NewRelay = {
  /** Names the intention: the same wish twice is one transaction. */
  id: string;
  /** Whose wish it is, and who may follow it. */
  wallet?: Address;
  to: Address;
  data: Hex;
  value?: bigint;
  at: Date;
};

export type Relay = typeof relays.$inferSelect;

/** Writes down a transaction to be sent, once for each id, and wakes the relayer. */
export async function queueRelay(tx: Executor, { at, ...relay }: NewRelay): Promise<Relay> {
  await tx
    .insert(relays)
    .values({ ...relay, createdAt: at, updatedAt: at })
    .onConflictDoNothing();
  await enqueueSendRelays(tx);
  const [queued] = await tx.select().from(relays).where(eq(relays.id, relay.id));
  return queued!;
}

/** A relay as the API shows it. */
export function relayView(relay: Relay) {
  return { id: relay.id, state: relay.state, hash: relay.hash, block: relay.block, failure: relay.failure };
}

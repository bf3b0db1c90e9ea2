import "server-only";
import { and, asc, eq, gte, inArray, max, notInArray, sql } from "drizzle-orm";
import { BaseError, HttpRequestError, keccak256, TimeoutError } from "viem";
import { relays } from "@/db/schema/money";
import { gasLimitOf } from "@/lib/chain/gas-limit";
import type { Context } from "@/server/context";
import { notify, topics } from "@/server/changes";
import { isRevert, revertFacts } from "./decode-revert";
import type { Relay } from "./queue-relay";

/** How long one pass waits for a transaction to be mined before it lets the next job look again. */
const patienceMs = 30_000;

/** How many transactions are on their way at once: what fills a few blocks, and is soon sent again where a chain went back. */
const onTheirWayMax = 32;

/**
 * Sends every queued relay in order, many at once, and sees each mined. Runs in one job queue, so that nonces have
 * one writer. The signed bytes are stored before they are sent: whatever dies in between, the next pass
 * sends the same bytes, and a transaction can be mined only once. Throws after it did what could be done: the
 * job comes again within a minute, for all that is queued then.
 */
export async function sendRelays(ctx: Context): Promise<void> {
  if (ctx.chain.relayer) await recallForgotten(ctx, await nextOnChain(ctx));
  const unknown = new Map<Relay["id"], NotSimulated>();
  const next = () => openRelays(ctx, [...unknown.keys()]);
  for (let open = await next(); open.length > 0; open = await next())
    for (const relay of await sendAll(ctx, open, unknown)) {
      // Those behind it have higher nonces: none is mined before it.
      if (!(await seeMined(ctx, relay))) break;
    }
  const [first] = unknown.values();
  if (first) throw first;
}

/** Sends these in their order, and gives those that are on their way. Of the others some may have to wait for them. */
async function sendAll(
  ctx: Context,
  open: readonly Relay[],
  unknown: Map<Relay["id"], NotSimulated>,
): Promise<Relay[]> {
  const sent: Relay[] = [];
  for (const relay of open) {
    try {
      const signed = relay.signed ? relay : await sign(ctx, relay, sent.length > 0);
      if (!signed) break;
      await broadcast(ctx, signed);
      sent.push(signed);
    } catch (error) {
      if (!(error instanceof NotSimulated)) throw error;
      unknown.set(relay.id, error);
      ctx.log.warn({ relay: relay.id, error: String(error.cause) }, "relay not simulated: it stays queued");
    }
  }
  return sent;
}

/** The node answers, and cannot say of this one call what it would do. It has no nonce yet, so nothing waits for it. */
class NotSimulated extends Error {
  constructor({ id }: Relay, cause: unknown) {
    super(`Nobody can say whether ${id} would revert. It stays queued.`, { cause });
  }
}

/**
 * A chain that went back has forgotten its newest blocks: what was in them is sent again, the same bytes in the
 * same order. Says whether there was any.
 */
async function recallForgotten(ctx: Context, next: number): Promise<boolean> {
  const forgotten = await ctx.db
    .update(relays)
    .set({ state: "sent", block: null, failure: null, updatedAt: ctx.now })
    .where(and(inArray(relays.state, ["mined", "failed"]), gte(relays.nonce, next)))
    .returning({ id: relays.id });
  if (forgotten.length > 0) ctx.log.warn({ relays: forgotten.length, next }, "the chain forgot transactions");
  return forgotten.length > 0;
}

const openRelays = (ctx: Context, without: Relay["id"][]): Promise<Relay[]> =>
  ctx.db
    .select()
    .from(relays)
    .where(and(inArray(relays.state, ["queued", "sent"]), notInArray(relays.id, without)))
    .orderBy(sql`${relays.nonce} asc nulls last`, asc(relays.createdAt), asc(relays.id))
    .limit(onTheirWayMax);

/** False if it has to be sent again. */
async function seeMined(ctx: Context, relay: Relay): Promise<boolean> {
  const receipt = await ctx.chain.public
    .waitForTransactionReceipt({ hash: relay.hash!, timeout: patienceMs })
    .catch(() => ctx.chain.public.getTransactionReceipt({ hash: relay.hash! }).catch(() => undefined));
  if (!receipt) {
    await signAgainIfLost(ctx, relay);
    return false;
  }
  const block = Number(receipt.blockNumber);
  if (receipt.status === "success") await finish(ctx, relay, { state: "mined", block });
  else {
    const failure = reverted(relay, await whyItReverted(ctx, relay));
    await finish(ctx, relay, { state: "failed", block, failure });
  }
  return true;
}

/**
 * A chain that forgot its newest blocks, or a key that was used elsewhere, leaves a nonce that can never
 * be mined. Every relay is a call that the contract accepts once, so signing it anew is safe.
 */
async function signAgainIfLost(ctx: Context, relay: Relay): Promise<void> {
  const next = await nextOnChain(ctx);
  // What the chain forgot before this one is sent before it.
  if (await recallForgotten(ctx, next)) return;
  if (next === relay.nonce)
    throw new Error(
      `Transaction ${relay.hash} (${relay.id}) was not mined within ${patienceMs} ms. It is sent again.`,
    );
  await ctx.db
    .update(relays)
    .set({ state: "queued", nonce: null, signed: null, hash: null })
    .where(eq(relays.id, relay.id));
  ctx.log.warn(
    { relay: relay.id, lost: relay.hash, nonce: relay.nonce, next },
    "relay signed again: its nonce was lost",
  );
}

/**
 * Simulates, then takes the next nonce and signs. A call that would revert is failed here and costs no gas, unless
 * others are on their way, after which it may pass. Throws whatever else the simulation met: the relay stays queued,
 * and the next pass asks again.
 */
async function sign(ctx: Context, relay: Relay, isBehindOthers: boolean): Promise<Relay | undefined> {
  const { public: client } = ctx.chain;
  const relayer = relayerOf(ctx);
  const call = { account: relayer, to: relay.to, data: relay.data, value: relay.value };
  const gas = await client.estimateGas(call).catch((error: unknown) => {
    if (isRevert(error)) return revertFacts(error);
    throw isAway(error) ? error : new NotSimulated(relay, error);
  });
  if (typeof gas !== "bigint") {
    if (!isBehindOthers) await finish(ctx, relay, { state: "failed", failure: reverted(relay, gas) });
    return undefined;
  }
  const [fees, next] = await Promise.all([client.estimateFeesPerGas(), nextOnChain(ctx)]);
  // A nonce that the chain forgot is spoken for: what had it goes first, or nobody would ever miss it.
  if (await recallForgotten(ctx, next)) return undefined;
  const nonce = await nextNonce(ctx, next);
  const bytes = await relayer.signTransaction({
    ...call,
    ...fees,
    type: "eip1559",
    chainId: ctx.chain.id,
    nonce,
    gas: gasLimitOf(gas),
  });
  const [stored] = await ctx.db
    .update(relays)
    .set({ state: "sent", nonce, signed: bytes, hash: keccak256(bytes), updatedAt: ctx.now })
    .where(and(eq(relays.id, relay.id), eq(relays.state, "queued")))
    .returning();
  await notify(ctx.db, topics.relay(relay.id));
  return stored;
}

/** Whether no answer came at all: then none would come for the next relay. */
const isAway = (error: unknown) =>
  error instanceof BaseError &&
  error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError) !== null;

/** How many of the relayer's transactions are in the chain, which is the nonce of the next one. */
const nextOnChain = (ctx: Context): Promise<number> =>
  ctx.chain.public.getTransactionCount({ address: relayerOf(ctx).address, blockTag: "latest" });

function relayerOf({ chain: { relayer } }: Context): NonNullable<Context["chain"]["relayer"]> {
  if (!relayer) throw new Error("RELAYER_KEY is not set: this gateway cannot send transactions for others.");
  return relayer;
}

/** One more than what we ever signed and nobody has mined yet, and never less than what the chain has seen of us. */
async function nextNonce(ctx: Context, onChain: number): Promise<number> {
  const [ours] = await ctx.db
    .select({ highest: max(relays.nonce) })
    .from(relays)
    .where(eq(relays.state, "sent"));
  return Math.max(onChain, (ours?.highest ?? -1) + 1);
}

async function broadcast(ctx: Context, relay: Relay): Promise<void> {
  await ctx.chain.public
    .sendRawTransaction({ serializedTransaction: relay.signed! })
    .catch((error: unknown) => {
      // The chain has it already, in its pool or mined: the receipt will tell.
      if (/already known|already imported|nonce too low|AlreadyKnown/i.test(String(error))) return;
      throw error;
    });
}

type Ending = { state: "mined" | "failed"; block?: number; failure?: Relay["failure"] };

/** The contract and its answer go along: a page tells the wallet's owner what they mean. */
const reverted = ({ to }: Relay, facts: ReturnType<typeof revertFacts>): Relay["failure"] => ({
  code: "TRANSACTION_FAILED",
  facts: { ...facts, to },
});

async function finish(ctx: Context, relay: Relay, ending: Ending): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(relays)
      .set({ ...ending, updatedAt: ctx.now })
      .where(eq(relays.id, relay.id));
    await notify(tx, topics.relay(relay.id));
  });
  ctx.log.info({ relay: relay.id, hash: relay.hash, ...ending }, "relay finished");
}

/** Replays a reverted transaction to hear the contract's own words. */
async function whyItReverted(ctx: Context, relay: Relay): Promise<ReturnType<typeof revertFacts>> {
  return ctx.chain.public
    .call({ account: relayerOf(ctx), to: relay.to, data: relay.data, value: relay.value })
    .then(
      () => ({ detail: "it reverted when it was mined and would pass now" }),
      (error: unknown) => revertFacts(error),
    );
}

import { DrizzleQueryError, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { agentContract } from "@/lib/api/agent";
import type { ApiClient } from "@/lib/api/client";
import { toJson } from "@/lib/to-json";
import { Batches } from "@/server/batches";
import type { Actor, Context, Gateway } from "@/server/context";
import { greetDevice } from "@/server/devices/greet-device";
import { readCommands } from "@/server/devices/read-commands";
import { verifyDeviceRequest } from "@/server/http/verify-device-request";
import { takeEvents } from "@/server/leases/take-events";
import { placeOrders } from "@/server/orders/place-orders";
import { readBlob } from "@/server/orders/read-blob";
import type { Identity } from "@/agent/identity";
import { AbortSignal as WorldSignal } from "./globals";
import type { Network } from "./network";
import { Killed, pause, wallMs, world, type Life } from "./schedule";
import { during } from "./settle";
import { toldLog } from "./told-log";

/** How often a transaction ends in a kill, an error or a lost acknowledgement, in ten thousand. */
export type Trouble = { kill: number; rollback: number; lostAck: number };

export type Process = { life: Life; gateway: Gateway; ctx: (actor: Actor) => Context };

/** A process of the gateway with the real verbs in it: its database may fail under it at every transaction. */
export function startProcess(
  life: Life,
  shared: Pick<Gateway, "env" | "chain" | "registry"> & { db: Db },
  trouble: () => Trouble,
  kill: (life: Life) => void,
  wrong: (what: string) => void,
): Process {
  const gateway: Gateway = {
    ...shared,
    db: troubled(shared.db, life, trouble, kill, wrong),
    changes,
    log: toldLog as unknown as Context["log"],
    placing: new Batches(placeOrders),
  };
  return {
    life,
    gateway,
    ctx: (actor) => ({ ...gateway, actor, now: new Date(wallMs()), requestId: "sim" }),
  };
}

/** Nobody is woken at once here: everybody looks again after a while, as after a wake-up that was lost. */
const changes: Gateway["changes"] = {
  next: async (_topic, ms, signal) => {
    const stopped = new Promise<void>((resolve) =>
      signal?.addEventListener("abort", () => resolve(), { once: true }),
    );
    if (!signal?.aborted)
      await Promise.race([pause(Math.min(ms, 500 + world().random.below(3_000)), "look again"), stopped]);
    return true;
  },
  close: async () => undefined,
};

/** The database, whose transactions are the places where a process can be killed or left without an answer. */
function troubled(
  db: Db,
  life: Life,
  trouble: () => Trouble,
  kill: (life: Life) => void,
  wrong: (what: string) => void,
): Db {
  const hits = (of: number) => of > 0 && world().random.chance(of, 10_000);
  const dieMaybe = () => {
    if (!life.alive) throw new Killed(life.name);
    if (!hits(trouble().kill)) return;
    kill(life);
    throw new Killed(life.name);
  };
  const transaction: Db["transaction"] = async (work, config) => {
    dieMaybe();
    const attempt = db.transaction(async (tx) => {
      const value = await work(tx);
      dieMaybe();
      if (hits(trouble().rollback)) throw new Error("the connection was cut before the commit");
      return value;
    }, config);
    const result = await attempt.catch((error: unknown) => {
      if (isViolation(error)) wrong(`a verb broke a rule of its tables: ${String(error.cause)}`);
      throw error;
    });
    dieMaybe();
    if (hits(trouble().lostAck)) throw new Error("the connection was cut after the commit");
    return result;
  };
  return new Proxy(db, {
    get: (target, key) => {
      if (key === "transaction") return transaction;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Whoever asks again would break it again, for ever. */
const isViolation = (error: unknown): error is DrizzleQueryError =>
  error instanceof DrizzleQueryError &&
  (error.cause as { code?: string } | undefined)?.code?.startsWith("23") === true;

const origin = "http://gateway";

/**
 * The link of an agent to whichever gateway is up: every request signed by the device, carried by the
 * network, checked by the real door and answered by the real verb, in the shapes of the wire.
 */
export function deviceLink(
  network: Network,
  gateway: () => Process | undefined,
  identity: Identity,
): ApiClient {
  const ask = <T>(
    name: "hello" | "commands" | "events" | "blob",
    input: unknown,
    { signal }: { signal?: AbortSignal },
    verb: (ctx: Context, input: never, signal: AbortSignal) => Promise<unknown>,
  ): Promise<T> => {
    const body = new TextEncoder().encode(toJson(input));
    const url = `${origin}/api/agent/${name}`;
    const headers = { host: "gateway", ...identity.signRequest({ method: "POST", url, body }) };
    // As in lib/agent/gateway-link.ts, which this stands for.
    const patience = WorldSignal.timeout(40_000);
    return network.call<T>(() => gateway()?.life, {
      name,
      signal: signal ? WorldSignal.any([signal, patience]) : patience,
      serve: async (gone) => {
        const { ctx } = gateway()!;
        const request = new Request(url, { method: "POST", headers });
        const nobody = ctx({ kind: "anyone" });
        const { device, bootId } = await verifyDeviceRequest(nobody, request, body, nobody.now);
        const { inputSchema, outputSchema } = agentContract[name]["~orpc"];
        const given: unknown = inputSchema!.parse(JSON.parse(new TextDecoder().decode(body)));
        const answer = await verb(ctx({ kind: "device", device, bootId }), given as never, gone);
        if (answer instanceof Blob) return { bytes: new Uint8Array(await during(answer.arrayBuffer())) };
        return outputSchema!.parse(JSON.parse(toJson(answer)));
      },
    });
  };
  const agent = {
    hello: (input: unknown) => ask("hello", input, {}, greetDevice),
    commands: (input: unknown, options = {}) => ask("commands", input, options, readCommands),
    events: (input: unknown, options = {}) => ask("events", input, options, takeEvents),
    blob: async (input: unknown) => {
      const { bytes } = await ask<{ bytes: Uint8Array }>("blob", input, {}, readBlob);
      return { arrayBuffer: () => Promise.resolve(bytes.slice().buffer) };
    },
  };
  return { agent } as unknown as ApiClient;
}

/** Empties every table that anything was written to: the next seed begins with nothing, and to empty the others would take as long again. */
export async function emptyDatabase(db: Db): Promise<void> {
  const { rows } = await db.execute<{ name: string }>(sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where (schemaname in ('public', 'chain') or (schemaname = 'graphile_worker' and tablename in ('_private_jobs', '_private_job_queues')))
      and pg_relation_size(format('%I.%I', schemaname, tablename)::regclass) > 0`);
  if (rows.length === 0) return;
  await db.execute(sql.raw(`truncate ${rows.map(({ name }) => name).join(", ")} restart identity cascade`));
}

import "server-only";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@/db/client";
import { Batches } from "@/server/batches";
import { listenForChanges } from "@/server/changes";
import { openChain } from "@/server/chain/chain";
import type { Gateway } from "@/server/context";
import { readEnv } from "@/server/env";
import { keepHearing } from "@/server/devices/hear-devices";
import { makeLogger, type Logger } from "@/server/logger";
import { KeptIndex } from "@/server/matching/kept-index";
import { LiveIndex, indexOldestMs } from "@/server/matching/live-index";
import { placeOrders } from "@/server/orders/place-orders";

/** Opens what a process of the gateway needs. Throws, naming what is missing, before it serves anything. */
export async function openGateway(name: string): Promise<Gateway & { close: () => Promise<void> }> {
  const env = readEnv();
  const client = connect(env.DATABASE_URL, { max: 20, name: `ambit-${name}` });
  const changes = await listenForChanges(env.DATABASE_URL);
  const log = makeLogger(env.LOG_LEVEL, name);
  const registry = new LiveIndex(env.DATABASE_URL, undefined, keptIndex(env.INDEX_FOLDER, name, log), log);
  return {
    env,
    db: client.db,
    chain: openChain(env),
    changes,
    registry,
    placing: new Batches(placeOrders),
    log,
    close: async () => {
      await changes.close();
      await registry.close();
      await client.close();
    },
  };
}

function keptIndex(folder: string | undefined, name: string, log: Logger): KeptIndex | undefined {
  if (folder === undefined) return undefined;
  mkdirSync(folder, { recursive: true });
  return new KeptIndex(join(folder, `devices-${name}.snapshot`), log, indexOldestMs);
}

/** Kept where a hot reload of the code does not lose it: one pool for each process, not for each edit. */
const held = globalThis as typeof globalThis & { ambitGateway?: Promise<Gateway> };

/** This process' gateway, opened on first use. A failed opening is tried again by the next request. */
export function gateway(): Promise<Gateway> {
  held.ambitGateway ??= openHearing().catch((error: unknown) => {
    delete held.ambitGateway;
    throw error;
  });
  return held.ambitGateway;
}

/** Devices call this process: before it answers, no lease is late for what it could not hear. */
async function openHearing(): Promise<Gateway> {
  const opened = await openGateway("app");
  try {
    const leave = await keepHearing(opened);
    process.once("SIGTERM", () => {
      leave().catch((error: unknown) =>
        opened.log.warn({ error: String(error) }, "others wait for this gateway"),
      );
    });
  } catch (error) {
    await opened.close();
    throw error;
  }
  return opened;
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { connect } from "@/db/client";
import { listenForChanges } from "@/server/changes";
import { openChain } from "@/server/chain/chain";
import type { Gateway } from "@/server/context";
import type { Env } from "@/server/env";
import { handleApi } from "@/server/http/handle-api";
import { Batches } from "@/server/batches";
import { placeOrders } from "@/server/orders/place-orders";
import { makeLogger } from "@/server/logger";
import { LiveIndex } from "@/server/matching/live-index";
import { serve } from "@/server/testing/test-client";
import { deployment } from "./deployment";

/**
 * The gateway of `bench:heartbeats`: the API's own door behind Node's HTTP server, a process of its own. The
 * chain is never asked for what is measured. Beside it, on `/plain/{device}`, the alternative: one update,
 * no signature, no sequence, no batch, no renewal.
 */
const url = process.env.DATABASE_URL!;
const { db } = connect(url, { max: 20, name: "bench-gateway" });
const env: Env = {
  DATABASE_URL: url,
  CHAIN_RPC_URL: "http://127.0.0.1:9",
  DEPLOYMENT_FILE: "",
  RELAYER_KEY: `0x${"11".repeat(32)}`,
  PUBLIC_URL: "http://127.0.0.1",
  TRUSTED_PROXIES: 0,
  LOG_LEVEL: "silent",
  deployment,
  localChain: true,
};
const gateway: Gateway = {
  env,
  db,
  chain: openChain(env),
  changes: await listenForChanges(url),
  registry: new LiveIndex(url),
  placing: new Batches(placeOrders),
  log: makeLogger("silent", "bench"),
};
serve(gateway);

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy(error as Error);
  });
});
// A connection that the sender is about to use is not closed under it.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("SIGTERM", () => process.exit());
let before = process.cpuUsage();
process.on("message", () => {
  const { user, system } = process.cpuUsage(before);
  before = process.cpuUsage();
  process.send!({ cpuMs: Math.round((user + system) / 1000) });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  if (request.url!.startsWith("/plain/")) {
    const device = request.url!.slice("/plain/".length);
    await db.execute(sql`update devices set last_seen_at = now() where id = ${device}`);
    response.end();
    return;
  }
  const answered = await handleApi(
    new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method!,
      headers: request.headers as Record<string, string>,
      body: new Uint8Array(body),
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

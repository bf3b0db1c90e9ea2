import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { gateways } from "@/db/schema/network";
import { toJson } from "@/lib/to-json";
import { gateway, type openGateway } from "./gateway";
import { startTestMarket, type TestMarket } from "./testing/test-market";

/** A machine with other work takes its time. */
const patience = { timeout: 30_000 };

let market: TestMarket;
let folder: string;
beforeAll(async () => {
  market = await startTestMarket();
  folder = await mkdtemp(join(tmpdir(), "ambit-gateway-"));
  const { DATABASE_URL, CHAIN_RPC_URL, PUBLIC_URL, deployment } = market.gateway.env;
  const deploymentFile = join(folder, "deployment.json");
  writeFileSync(deploymentFile, toJson(deployment));
  const env = {
    DATABASE_URL,
    CHAIN_RPC_URL,
    PUBLIC_URL,
    DEPLOYMENT_FILE: deploymentFile,
    LOG_LEVEL: "silent",
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await market.stop();
  await rm(folder, { recursive: true });
});

test("a gateway that cannot begin leaves nothing open, the next request begins anew, and it leaves when it is asked to stop", async () => {
  const before = await connections();
  await market.db.execute(sql`alter table gateways rename to gateways_away`);
  for (let request = 0; request < 3; request++) await expect(gateway()).rejects.toThrow(/gateways/);
  await vi.waitFor(async () => expect(await connections()).toBeLessThanOrEqual(before), patience);
  await market.db.execute(sql`alter table gateways_away rename to gateways`);
  const others = process.listeners("SIGTERM");
  const opened = (await gateway()) as Awaited<ReturnType<typeof openGateway>>;
  expect(await hearing()).toMatchObject([{ hasLeft: false }]);
  for (const asked of process.listeners("SIGTERM").filter((listener) => !others.includes(listener))) {
    process.off("SIGTERM", asked);
    asked("SIGTERM");
  }
  await vi.waitFor(async () => expect(await hearing()).toMatchObject([{ hasLeft: true }]), patience);
  await opened.close();
});

const hearing = () => market.db.select().from(gateways);

/** Those of others are counted too: nobody opens any meanwhile, but one that is idle may be closed. */
async function connections(): Promise<number> {
  const { rows } = await market.db.execute<{ count: number }>(
    sql`select count(*)::int as count from pg_stat_activity where datname = current_database()`,
  );
  return rows[0]!.count;
}

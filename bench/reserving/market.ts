import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { keccak256, toHex, type Address, type Hex } from "viem";
import { connect, type Db } from "@/db/client";
import { startPostgres } from "@/db/embedded-postgres";
import { insertRows } from "@/db/insert-rows";
import { migrate } from "@/db/migrate";
import { chainBalances } from "@/db/schema/chain";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { sessionKeys } from "@/db/schema/money";
import type { DeviceRecord } from "@/lib/matching/match-request";
import { specHash, specSchema, type Spec } from "@/lib/orders/spec";
import type { Context } from "@/server/context";
import { LiveIndex } from "@/server/matching/live-index";
import type { Placement } from "@/server/orders/place-orders";
import { createChainTables } from "@/server/testing/create-chain-tables";

const customers = 200;
const rowsAtOnce = 2000;

/** A durable Postgres of its own (synchronous commits, as in production), with these devices and with customers who can pay. */
export async function openMarket(records: Iterable<DeviceRecord>, port: number) {
  const home = mkdtempSync(join(tmpdir(), "ambit-bench-"));
  chmodSync(home, 0o711);
  const postgres = await startPostgres({
    dataDir: join(home, "postgres"),
    port,
    database: "bench",
    logFile: join(home, "postgres.log"),
  });
  await migrate(postgres.url);
  const { db, close } = connect(postgres.url, { name: "bench" });
  const now = new Date();
  await fillMarket(db, records, now);
  const registry = new LiveIndex(postgres.url, 0);
  await registry.catchUp(now);
  return {
    url: postgres.url,
    db,
    registry,
    ctx: { db, registry, now, actor: { kind: "gateway" } } as Context,
    close: async () => {
      await registry.close();
      await close();
      await postgres.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Devices that are online from `now` on for as long as `now` is what is asked with, and customers with plenty of money. */
export async function fillMarket(db: Db, records: Iterable<DeviceRecord>, now: Date): Promise<void> {
  await createChainTables(db);
  await enrol(db, records, now);
  await addCustomers(db, now);
}

const addressOf = (n: number): Address => `0x${n.toString(16).padStart(40, "0")}`;
const keyOf = (n: number) => addressOf(n + 1_000_000);

async function addCustomers(db: Db, now: Date): Promise<void> {
  const all = Array.from({ length: customers }, (_, n) => n);
  const plenty = 10n ** 15n;
  await db
    .insert(chainBalances)
    .values(all.map((n) => ({ customer: addressOf(n), balance: plenty, thawing: 0n })));
  await db.insert(sessionKeys).values(
    all.map((n) => ({
      key: keyOf(n),
      customer: addressOf(n),
      cap: plenty,
      validUntil: 2 ** 33,
      scope: 1,
      salt: "1",
      signature: "0x" as Hex,
      createdAt: now,
    })),
  );
}

/** The n-th order of a run, as `placeOrder` hands it on once its signatures are checked. */
export function placementOf(
  ctx: Context,
  n: number,
  spec: Pick<Spec, "resources"> & Partial<Spec>,
): Placement {
  const image = `image@sha256:${"0".repeat(64)}`;
  const full = specSchema.parse({ version: 1, workload: { kind: "container", image }, ...spec });
  return {
    ctx,
    orders: [
      {
        id: keccak256(toHex(n)),
        customer: addressOf(n % customers),
        sessionKey: keyOf(n % customers),
        spec: full,
        specHash: specHash(full),
        maxRatePerHour: 10n ** 12n,
        maxTotal: 100_000n,
        startBy: 2 ** 33,
        maxSeconds: 60,
        minTier: 0,
        salt: String(n),
        signature: "0x",
        state: "waiting",
        reason: "ORDER_PLACED",
        facts: {},
        reserved: 100_000n,
        attempts: 0,
        triedDevices: [],
        decision: null,
        createdAt: ctx.now,
        endedAt: null,
        fleet: null,
      },
    ],
  };
}

/** Written while the next are made, and without telling any index: none is there yet. */
async function enrol(db: Db, records: Iterable<DeviceRecord>, now: Date): Promise<void> {
  for (const table of [devices, deviceCapacity])
    await db.execute(sql`alter table ${table} disable trigger user`);
  let rows: DeviceRecord[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    const made = rows;
    rows = [];
    await writing;
    writing = write(db, made, now);
  };
  for (const device of records) if (rows.push(device) === rowsAtOnce) await flush();
  await flush();
  await writing;
  for (const table of [devices, deviceCapacity])
    await db.execute(sql`alter table ${table} enable trigger user`);
}

async function write(db: Db, rows: readonly DeviceRecord[], now: Date): Promise<void> {
  await insertRows(
    db,
    devices,
    rows.map((device) => columnsOf(device, now)),
  );
  await insertRows(
    db,
    deviceCapacity,
    rows.map(({ id, free }) => ({
      device: id,
      cpuMillisFree: free.cpuMillis,
      memoryMibFree: free.memoryMib,
      diskMibFree: free.diskMib,
      gpusFree: free.gpus,
    })),
  );
}

function columnsOf(device: DeviceRecord, now: Date): typeof devices.$inferInsert {
  const { id, place, prices, free, gpuModel, gpuMemoryMib, runs, grade } = device;
  return {
    id,
    operator: addressOf(1),
    payout: addressOf(1),
    keyX: id,
    keyY: id,
    name: "bench",
    agentVersion: "0.1.0",
    hardware: {
      cpuModel: "bench",
      cpuCores: 1,
      memoryMib: free.memoryMib,
      diskFreeMib: free.diskMib,
      gpus: gpuModel === null ? [] : [{ model: gpuModel, memoryMib: gpuMemoryMib }],
      os: "Linux",
      arch: "x64",
    },
    drivers: runs.map((kind) => ({ runs: kind, grade, warnings: [] })),
    offered: free,
    grade,
    tier: device.tier,
    reliabilityBps: device.reliabilityBps,
    country: device.country,
    cell: "bench",
    ...place,
    accessRttMicros: device.accessRttMicros,
    ...prices,
    attributes: [...device.attributes],
    leasesEnded: device.isNewcomer ? 0 : 100,
    // The whole run is one instant, so that nobody falls silent in it.
    lastSeenAt: device.state === "online" ? now : null,
    enrolledAt: now,
  };
}

import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, inArray, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { testDatabase } from "@/db/test-database";
import { deviceChanges } from "@/db/schema/matching";
import { devices } from "@/db/schema/devices";
import { presenceMs } from "@/lib/devices/device";
import { DeviceIndex } from "@/lib/matching/index/device-index";
import { order } from "@/lib/matching/testing/samples";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { KeptIndex, type Mark } from "./kept-index";
import { indexOldestMs, LiveIndex } from "./live-index";
import { readSnapshot } from "./snapshot-file";

let market: TestMarket;
let folder: string;
let file: string;
const open: LiveIndex[] = [];
const log = { info: vi.fn(), warn: vi.fn() };

beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());
beforeEach(async () => {
  await market.db.update(devices).set({ state: "retired" });
  folder = mkdtempSync(join(tmpdir(), "ambit-kept-"));
  file = join(folder, "index");
});
afterEach(async () => {
  for (const index of open.splice(0)) await index.close();
  rmSync(folder, { recursive: true });
});

/** A process that keeps its index however small, when it starts and then so often. */
const run = (everyMs = Infinity, url = market.url) =>
  new LiveIndex(url, 0, new KeptIndex(file, log, indexOldestMs, 0, everyMs), log);

/** One that runs until the test ends. */
function start(everyMs?: number): LiveIndex {
  const index = run(everyMs);
  open.push(index);
  return index;
}

/**
 * Waits until whatever ran before the last change has ended, in other databases of this Postgres too: until then
 * every reader reads that change again, and with it what was changed secretly.
 */
const untilKnown = () =>
  vi.waitUntil(async () => {
    const { rows } = await market.db.execute<{ known: boolean }>(sql`
      select pg_snapshot_xmin(pg_current_snapshot()) > max(transaction) as known from ${deviceChanges}`);
    return rows[0]!.known;
  }, 30_000);

/** A process that ran, kept its index at its start, and ended. */
async function ran(): Promise<void> {
  await untilKnown();
  const index = run();
  await index.catchUp(new Date());
  await index.close();
}

async function bestIn(index: LiveIndex, at = new Date()): Promise<Hex[]> {
  return (await index.catchUp(at)).best(order(), 100).map(({ device }) => device);
}

/** A change that no trigger sees: who knows of it has read the table, and who does not has not. */
async function changeSecretly(id: Hex, columns: Partial<typeof devices.$inferInsert>): Promise<void> {
  await market.db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.update(devices).set(columns).where(eq(devices.id, id));
  });
}

test("a restart takes up what was kept and reads what changed since, nothing else", async () => {
  const ids = await Promise.all([9000, 9001, 9002, 9003].map((vcpuHour) => addDevice(market, { vcpuHour })));
  const [secret, dearer, gone, silent] = ids as [Hex, Hex, Hex, Hex];
  await market.db.update(devices).set({ lastSeenAt: new Date() }).where(eq(devices.id, silent));
  await ran();
  await changeSecretly(secret, { state: "retired" });
  await market.db.update(devices).set({ vcpuHour: 20_000 }).where(eq(devices.id, dearer));
  await market.db.update(devices).set({ state: "retired" }).where(eq(devices.id, gone));
  const fresh = await addDevice(market, { vcpuHour: 9004 });
  expect(await bestIn(start())).toEqual([secret, silent, fresh, dearer]);
  const later = new Date(Date.now() + presenceMs + 1000);
  await market.db
    .update(devices)
    .set({ lastSeenAt: later })
    .where(inArray(devices.id, [fresh, dearer]));
  expect(await bestIn(start(), later)).toEqual([fresh, dearer]);
});

test("what somebody held by mistake while it was kept is read again", async () => {
  const id = await addDevice(market);
  const running = start(1000);
  const began = Date.now();
  await running.catchUp(new Date(began));
  const before = await market.db.$count(deviceChanges);
  // With this reading a layout begins, in which the device is missing because of what is said after it.
  const at = new Date(began + 1000);
  await running.catchUp(at);
  running.correct(id, undefined);
  await vi.waitUntil(async () => (await readSnapshot<Mark>(file)).mark.at === at.getTime(), 30_000);
  expect(await market.db.$count(deviceChanges)).toBe(before);
  expect(await bestIn(start())).toEqual([id]);
});

test("when laying out fails that is told, and the registry is read, not what was kept", async () => {
  const id = await addDevice(market);
  const running = start(1000);
  const began = Date.now();
  await untilKnown();
  await running.catchUp(new Date(began));
  await changeSecretly(id, { state: "retired" });
  const failing = vi.spyOn(DeviceIndex.prototype, "rebuilding").mockImplementationOnce(() => {
    throw new Error("no memory");
  });
  expect(await bestIn(running, new Date(began + 1000))).toEqual([id]);
  expect(await bestIn(running, new Date(began + 1001))).toEqual([]);
  expect(log.warn).toHaveBeenCalledWith(
    { error: "Error: no memory" },
    expect.stringContaining("not laid out"),
  );
  expect((await readSnapshot<Mark>(file)).mark.at).toBe(began + 1001);
  failing.mockRestore();
});

const muchLater = () => new Date(Date.now() + 2 * indexOldestMs);

test.each<[string, () => Promise<unknown> | void, (() => Date)?]>([
  ["is older than the changes that are known", () => undefined, muchLater],
  ["ends early", () => truncateSync(file, readFileSync(file).length - 5)],
  ["was damaged", () => writeFileSync(file, readFileSync(file).fill(1, 5000, 5001))],
  ["is none", () => writeFileSync(file, "hello")],
])("one that %s is refused, and the registry read", async (_, spoil, at) => {
  const id = await addDevice(market, { lastSeenAt: new Date(muchLater().getTime() + 3_600_000) });
  await ran();
  await changeSecretly(id, { state: "retired" });
  expect(await bestIn(start())).toEqual([id]);
  await spoil();
  expect(await bestIn(start(), at?.())).toEqual([]);
});

test("one of another registry is refused, even of the same cluster", async () => {
  await addDevice(market);
  await ran();
  const other = await testDatabase();
  const elsewhere = run(Infinity, other.url);
  expect(await bestIn(elsewhere)).toEqual([]);
  await elsewhere.close();
  await other.drop();
});

test("where it cannot be written, the index works and says so", async () => {
  const id = await addDevice(market);
  file = join(folder, "missing", "index");
  expect(await bestIn(start())).toEqual([id]);
  expect(log.warn).toHaveBeenCalledWith(
    expect.objectContaining({ file }),
    expect.stringContaining("not kept"),
  );
});

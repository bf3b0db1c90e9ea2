import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect, type DbClient } from "@/db/client";
import { testDatabase } from "@/db/test-database";
import { deviceBoots, devices } from "@/db/schema/devices";
import { useSequence, windowOf, type SequenceWindow } from "@/lib/devices/sequence-window";
import { spendAll, type Use } from "./spend-sequence";

let database: Awaited<ReturnType<typeof testDatabase>>;
let other: DbClient;
beforeAll(async () => {
  database = await testDatabase();
  other = connect(database.url, { name: "ambit-second" });
  await database.db.insert(devices).values(ids.map((id) => ({ ...blank, id, bootId: "now" })));
});
afterAll(async () => {
  await other.close();
  await database.drop();
});

test("many at once are taken and refused as they would be one after the other", async () => {
  const use = fc.record({
    device: fc.constantFrom(...ids),
    bootId: fc.constantFrom("now", "now", "now", "before"),
    sequence: fc.bigInt({ min: 1n, max: 150n }),
  });
  const batches = fc.array(fc.array(use, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      await startAnew();
      const windows = new Map(ids.map((id) => [id, windowOf([1n])]));
      for (const uses of all) expect(await spendAll(database.db, uses)).toEqual(uses.map(oneByOne(windows)));
      for (const id of ids) expect(await windowAt(id)).toEqual(windows.get(id));
    }),
    { numRuns: 60 },
  );
});

test("of two gateways that get the same requests at once, each request is taken by one", async () => {
  await startAnew();
  const uses = (order: readonly Use["device"][]) =>
    order.flatMap((device) => [70n, 5n, 40n].map((sequence) => ({ device, bootId: "now", sequence })));
  const [here, there] = [uses(ids), uses(ids.toReversed())];
  let both: Promise<boolean[][]> | undefined;
  await database.db.transaction(async (tx) => {
    await tx.select().from(deviceBoots).for("update");
    both = Promise.all([spendAll(database.db, here), spendAll(other.db, there)]);
    await vi.waitFor(async () => expect(await waiting()).toBe(2), { timeout: 30_000, interval: 20 });
  });
  const [tookHere, tookThere] = (await both)!;
  const taken = [...here.filter((_, at) => tookHere![at]), ...there.filter((_, at) => tookThere![at])];
  // 5 is more than 63 behind 70.
  const wanted = ids.flatMap((device) => [`${device} 40`, `${device} 70`]);
  expect(taken.map(({ device, sequence }) => `${device} ${sequence}`).toSorted()).toEqual(wanted);
});

// ---------------------------------------------------------------------------------------------

const ids = ["a", "b", "c"].map((letter) => `0x${letter.repeat(64)}` as const);

const blank: Omit<typeof devices.$inferInsert, "id"> = {
  operator: "0x",
  payout: "0x",
  keyX: "0x",
  keyY: "0x",
  name: "",
  agentVersion: "",
  hardware: { cpuModel: "", cpuCores: 1, memoryMib: 1, diskFreeMib: 1, gpus: [], os: "", arch: "x64" },
  drivers: [],
  offered: { cpuMillis: 0, memoryMib: 0, diskMib: 0, gpus: 0 },
  grade: 0,
  reliabilityBps: 0,
  country: "DE",
  cell: "",
  latE6: 0,
  lngE6: 0,
  accessRttMicros: 0,
  vcpuHour: 0,
  gibHour: 0,
  gpuHour: 0,
  enrolledAt: new Date(0),
};

/** Each agent has said hello with its first number, and said it before, in a start that is over. */
async function startAnew(): Promise<void> {
  await database.db.delete(deviceBoots);
  const hello = { startedAt: new Date(0), highest: 1n, window: 1n };
  await database.db
    .insert(deviceBoots)
    .values(ids.flatMap((device) => ["now", "before"].map((bootId) => ({ ...hello, device, bootId }))));
}

const oneByOne =
  (windows: Map<Use["device"], SequenceWindow>) =>
  ({ device, bootId, sequence }: Use): boolean => {
    const after = bootId === "now" ? useSequence(windows.get(device)!, sequence) : undefined;
    if (after) windows.set(device, after);
    return after !== undefined;
  };

/** How many statements wait for a row of another. */
async function waiting(): Promise<number> {
  const { rows } = await database.db.execute<{ count: number }>(sql`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`);
  return rows[0]!.count;
}

async function windowAt(device: Use["device"]): Promise<SequenceWindow> {
  const [row] = await database.db
    .select({ highest: deviceBoots.highest, window: deviceBoots.window })
    .from(deviceBoots)
    .where(and(eq(deviceBoots.device, device), eq(deviceBoots.bootId, "now")));
  return { highest: row!.highest, bits: BigInt.asUintN(64, row!.window) };
}

import { eq } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { devices } from "@/db/schema/devices";
import { stateChanges } from "@/db/schema/leases";
import type { ApiClient } from "@/lib/api/client";
import { lowerAddress } from "@/lib/wire";
import { serve, signedInClient } from "@/server/testing/test-client";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";

let market: TestMarket;
let operator: Address;
let client: ApiClient;
beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());
beforeEach(async () => {
  const account = privateKeyToAccount(generatePrivateKey());
  operator = lowerAddress(account.address);
  client = await signedInClient(account);
});

const long = new Date(Date.now() - 3_600_000);

/** Devices of this test's operator, by their names. */
async function own(rows: (Partial<typeof devices.$inferInsert> & { name: string })[]) {
  const ids = await Promise.all(rows.map((row) => addDevice(market, { operator, ...row })));
  return Object.fromEntries(rows.map(({ name }, index) => [name, ids[index]!]));
}

describe("the list", () => {
  test("finds by name, id, processor and GPU, and takes no sign for a pattern", async () => {
    const gpu = { gpus: [{ model: "RTX 4090", memoryMib: 24_576 }], os: "Linux", arch: "x64" };
    const size = { cpuCores: 4, memoryMib: 8192, diskFreeMib: 1000 };
    const ids = await own([
      { name: "100 % attic" },
      { name: "cellar", hardware: { cpuModel: "EPYC 9654", ...size, ...gpu } },
    ]);
    const names = async (search: string) =>
      (await client.devices.list({ operator, search })).items.map(({ name }) => name);
    expect(await names("CELL")).toEqual(["cellar"]);
    expect(await names("epyc")).toEqual(["cellar"]);
    expect(await names("4090")).toEqual(["cellar"]);
    expect(await names(ids["cellar"]!.slice(4, 20))).toEqual(["cellar"]);
    expect(await names("0 % a")).toEqual(["100 % attic"]);
    expect(await names("%c")).toEqual([]);
    expect(await names("nothing")).toEqual([]);
  });

  test("pages through every device once, in the order that is asked for", async () => {
    await own(
      Array.from({ length: 23 }, (_, index) => ({
        // Names and prices come several times, so that the order has to be settled by the id.
        name: `Rig ${index % 5}`,
        vcpuHour: 1000 + (index % 4),
        lastSeenAt: new Date(Date.now() - (index % 3) * 1000),
      })),
    );
    for (const sort of ["id", "name", "price", "seen"] as const)
      for (const order of ["ascending", "descending"] as const) {
        const paged = await everyPage({ sort, order });
        const whole = (await client.devices.list({ operator, sort, order, limit: 200 })).items;
        expect(paged.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
        expect(new Set(paged.map(({ id }) => id)).size).toBe(23);
        const keys = paged.map(({ name, prices }) => (sort === "name" ? name : prices.vcpuHour));
        const sorted = keys.toSorted((a, b) => (a < b ? -1 : 1));
        if (sort === "name" || sort === "price")
          expect(keys).toEqual(order === "ascending" ? sorted : sorted.toReversed());
      }
  });

  test("counts as it filters: what is taken out is shown only when it is asked for", async () => {
    await own([
      { name: "a" },
      { name: "b", draining: true },
      { name: "c", lastSeenAt: long },
      { name: "d", state: "retired" },
      { name: "e", state: "suspended" },
      { name: "f", lastSeenAt: null },
    ]);
    const names = async (more: object) =>
      (await client.devices.list({ operator, sort: "name", ...more })).items.map(({ name }) => name);
    expect(await names({})).toEqual(["a", "b", "c", "e", "f"]);
    expect(await names({ presence: "online" })).toEqual(["a"]);
    expect(await names({ presence: "draining" })).toEqual(["b"]);
    expect(await names({ presence: "offline" })).toEqual(["c", "e", "f"]);
    expect(await names({ state: "retired" })).toEqual(["d"]);
    expect(await client.devices.totals({ operator })).toMatchObject({
      devices: 5,
      online: 1,
      draining: 1,
      offline: 3,
      running: 0,
      offered: { cpuMillis: 4000, memoryMib: 8192 },
      free: { cpuMillis: 4000, memoryMib: 8192 },
    });
    // Each device says of itself what it was found by.
    for (const presence of ["online", "draining", "offline"] as const)
      for (const device of (await client.devices.list({ operator, presence })).items)
        expect(device.presence).toBe(presence);
  });
});

describe("a change of many", () => {
  test("sets some of the prices of all of them and leaves the others", async () => {
    const ids = Object.values(
      await own([
        { name: "a", gibHour: 5 },
        { name: "b", gibHour: 7 },
      ]),
    );
    expect(await client.devices.changeMany({ ids, prices: { vcpuHour: 42 } })).toEqual({ changed: 2 });
    const { items } = await client.devices.list({ operator, sort: "name" });
    expect(items.map(({ prices }) => prices)).toEqual([
      { vcpuHour: 42, gibHour: 5, gpuHour: 0 },
      { vcpuHour: 42, gibHour: 7, gpuHour: 0 },
    ]);
  });

  test("drains and resumes them, and writes it down only where it changed something", async () => {
    const { a, b } = await own([{ name: "a" }, { name: "b", draining: true }]);
    const before = await cursorOf(a!);
    await client.devices.changeMany({ ids: [a!, b!, a!], draining: true });
    expect((await client.devices.totals({ operator })).draining).toBe(2);
    expect(await changesOf(a!)).toEqual(["NODE_DRAINING"]);
    expect(await changesOf(b!)).toEqual([]);
    // The agent of each hears of it.
    expect(await cursorOf(a!)).toBe(before + 1);
    await client.devices.changeMany({ ids: [a!, b!], draining: false });
    expect((await client.devices.totals({ operator })).online).toBe(2);
    expect(await changesOf(a!)).toEqual(["NODE_DRAINING", "DEVICE_RESUMED"]);
  });

  test("changes nothing when one of them is not the operator's, not there, or retired", async () => {
    const { mine, gone } = await own([{ name: "mine" }, { name: "gone", state: "retired" }]);
    const theirs = await addDevice(market);
    const refused = (id: Hex) => client.devices.changeMany({ ids: [mine!, id], prices: { vcpuHour: 1 } });
    await expect(refused(theirs)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(refused(`0x${"00".repeat(32)}`)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(refused(gone!)).rejects.toMatchObject({ code: "DEVICE_RETIRED" });
    expect((await client.devices.get({ id: mine! })).prices.vcpuHour).toBe(10_000);
  });
});

test("a price stands among those that other devices ask now", async () => {
  await market.db.update(devices).set({ lastSeenAt: long });
  const { mine } = await own([{ name: "mine", vcpuHour: 1 }]);
  for (const [vcpuHour, more] of [
    [10, {}],
    [20, {}],
    [20, {}],
    [30, {}],
    [5, { draining: true }],
  ] as const)
    await addDevice(market, { vcpuHour, ...more });
  const { vcpuHour, gpuHour } = await client.devices.standing({
    id: mine!,
    vcpuHour: 20,
    gibHour: 0,
    gpuHour: 0,
  });
  expect(vcpuHour).toEqual({ offers: 4, cheaper: 1, same: 2 });
  expect(gpuHour).toEqual({ offers: 0, cheaper: 0, same: 0 });
});

// ---------------------------------------------------------------------------------------------

async function everyPage(how: Pick<Parameters<typeof client.devices.list>[0], "sort" | "order">) {
  const items = [];
  let cursor: Hex | undefined;
  do {
    const page = await client.devices.list({ operator, limit: 5, ...how, ...(cursor && { cursor }) });
    items.push(...page.items);
    cursor = page.next as Hex | undefined;
  } while (cursor);
  return items;
}

const cursorOf = async (id: Hex) =>
  (await market.db.select().from(devices).where(eq(devices.id, id)))[0]!.commandCursor;

const changesOf = async (id: Hex) =>
  (
    await market.db.select().from(stateChanges).where(eq(stateChanges.id, id)).orderBy(stateChanges.sequence)
  ).map(({ reason }) => reason);

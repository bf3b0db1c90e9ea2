import { eq } from "drizzle-orm";
import { keccak256, toHex, type Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDevice } from "@/db/queries/devices";
import { chainDeviceHistory, chainOperators, chainRegistrations } from "@/db/schema/chain";
import { devices, enrolments } from "@/db/schema/devices";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { followRegistry } from "./follow-registry";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

test("a device that its operator retired on the chain is retired here, once", async () => {
  const id = await registered({ status: "retired" });
  await followRegistry(market.ctx());
  await followRegistry(market.ctx());
  const device = await read(id);
  expect(device).toMatchObject({ state: "retired", presence: "offline" });
  expect(device.timeline).toMatchObject([
    { from: "enrolled", to: "retired", reason: "DEVICE_RETIRED", actor: device.operator },
  ]);
});

test("what a vote says of a device holds here, and what it takes back too", async () => {
  const id = await registered({ status: "suspended" });
  await followRegistry(market.ctx());
  expect(await read(id)).toMatchObject({ state: "suspended", presence: "offline" });
  await say(id, { status: "enrolled" });
  await followRegistry(market.ctx());
  const device = await read(id);
  expect(device).toMatchObject({ state: "enrolled", presence: "online" });
  expect(device.timeline.map(({ reason }) => reason)).toEqual(["DEVICE_SUSPENDED", "DEVICE_REINSTATED"]);
});

test("a tier is followed, and a nomination counts once its wait is over by the chain's clock", async () => {
  const now = Math.floor(Date.now() / 1000);
  const [voted, waiting, approved] = [
    await registered({ tier: 2 }),
    await registered({ tier: 1, nominatedTier: 3, approvableAt: now + 3600 }),
    await registered({ tier: 1, nominatedTier: 3, approvableAt: now - 3600 }),
  ];
  await followRegistry(market.ctx());
  const tiers = await Promise.all([voted, waiting, approved].map(async (id) => (await read(id)).tier));
  expect(tiers).toEqual([2, 1, 3]);
  expect((await read(voted)).timeline).toMatchObject([{ reason: "DEVICE_TIER_CHANGED", facts: { tier: 2 } }]);
});

test("a payout address is followed, and is the operator's own wallet when none was chosen", async () => {
  const id = await registered({});
  const { operator } = await read(id);
  await followRegistry(market.ctx());
  expect((await read(id)).payout).toBe(operator);
  const payout = `0x${"ab".repeat(20)}` as const;
  const nothing = { earned: 0n, fees: 0n, withdrawn: 0n, credited: 0n };
  await market.db.insert(chainOperators).values({ operator, payout, ...nothing });
  await followRegistry(market.ctx());
  expect((await read(id)).payout).toBe(payout);
});

test("a device that was enrolled again is not retired by what the chain said before it knew", async () => {
  const id = await registered({ status: "retired" });
  await enrolledAgain(id);
  await followRegistry(market.ctx());
  expect((await read(id)).state).toBe("enrolled");
  // The chain has learnt of the second enrolment, and then of a second retirement.
  await enrolledOnChain(id);
  await followRegistry(market.ctx());
  expect((await read(id)).state).toBe("retired");
});

// ---------------------------------------------------------------------------------------------

type Said = Partial<typeof chainRegistrations.$inferInsert>;

/** An online device that the contract knows, and of which it says this. */
async function registered(said: Said): Promise<Hex> {
  const id = await addDevice(market);
  const { operator } = await read(id);
  await market.db.insert(chainRegistrations).values({
    id,
    operator,
    status: "enrolled",
    class: 0,
    stake: 0n,
    tier: 0,
    nominatedTier: 0,
    approvableAt: 0,
    enrolledAt: 1,
    x: keccak256(toHex("x")),
    y: keccak256(toHex("y")),
    transaction: keccak256(id),
    ...said,
  });
  await enrolledOnChain(id);
  return id;
}

const say = (id: Hex, said: Said) =>
  market.db.update(chainRegistrations).set(said).where(eq(chainRegistrations.id, id));

let told = 0;
const enrolledOnChain = (device: Hex) =>
  market.db.insert(chainDeviceHistory).values({
    id: String(told++).padStart(6, "0"),
    device,
    kind: "enrolled",
    value: "",
    reason: null,
    transaction: keccak256(device),
    block: 1,
    at: 1,
  });

/** Its second enrolment, with both signatures, of which the relayer has not told the contract yet. */
async function enrolledAgain(device: Hex): Promise<void> {
  const [row] = await market.db.select().from(devices).where(eq(devices.id, device));
  await market.db.insert(enrolments).values({
    id: device.slice(2, 12),
    state: "done",
    device,
    keyX: row!.keyX,
    keyY: row!.keyY,
    report: {} as never,
    vcpuHour: 0,
    gibHour: 0,
    gpuHour: 0,
    nonce: "1",
    validUntil: 0,
    createdAt: new Date(),
  });
}

async function read(id: Hex) {
  return (await readDevice(market.db, id, new Date()))!;
}

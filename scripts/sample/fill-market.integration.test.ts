import { afterAll, beforeAll, expect, test } from "vitest";
import { keccak256, toHex } from "viem";
import { chainHeads } from "@/db/schema/chain";
import { lowerAddress } from "@/lib/wire";
import { serve, testClient } from "@/server/testing/test-client";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { fillMarket } from "./fill-market";
import { sampleDevices } from "./sample-devices";
import { sampleProposals } from "./sample-proposals";

let market: TestMarket;
const client = testClient();
const wallet = (name: string) => lowerAddress(`0x${keccak256(toHex(name)).slice(-40)}`);

beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());

test("a sample is marked as one, is as large as asked, and breaks nothing that must hold of a market", async () => {
  expect((await client.market.get()).sample).toBe(false);
  const size = { devices: 12, leases: 300, proposals: 7, seed: 1 };
  const [customer, operator, member] = [wallet("customer"), wallet("operator"), wallet("member")];
  const now = new Date();
  const devices = sampleDevices({ ...size, operator, now });
  expect(devices).toEqual(sampleDevices({ ...size, operator, now: devices[0]!.device.lastSeenAt! }));
  const proposals = sampleProposals({
    ...size,
    member,
    contracts: market.deployment.contracts,
    now: Math.floor(now.getTime() / 1000),
  });
  await market.db
    .insert(chainHeads)
    .values({ chainId: 31337, number: 1, timestamp: Math.floor(now.getTime() / 1000) });
  await fillMarket(market.db, devices, { ...size, customer, proposals });

  expect((await client.market.get()).sample).toBe(true);
  expect(await brokenInvariants(market)).toEqual([]);
  const figures = await client.network.figures();
  const online = devices.filter(
    ({ device: { state, draining, pause, lastSeenAt } }) =>
      state !== "retired" && !draining && !pause && lastSeenAt?.getTime() === now.getTime(),
  ).length;
  expect(figures).toMatchObject({ devices: { online }, leases: { inForce: 60 } });
  const { days } = await client.network.prices();
  expect(days.reduce((sum, { leases }) => sum + leases, 0)).toBeGreaterThan(200);
  const { items } = await client.governance.proposals({ limit: 50 });
  expect(items.map(({ state }) => state)).toEqual([
    "pending",
    "active",
    "active",
    "succeeded",
    "queued",
    "executed",
    "cancelled",
  ]);
  const { actions, ballots } = await client.governance.proposal({ id: items[5]!.id });
  expect(actions.every(({ isExact }) => isExact)).toBe(true);
  expect(ballots.length).toBeGreaterThan(5);
  expect((await client.network.history({ range: "quarter" })).points.length).toBeGreaterThanOrEqual(90);
});

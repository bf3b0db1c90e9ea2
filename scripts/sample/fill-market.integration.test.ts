import { afterAll, beforeAll, expect, test } from "vitest";
import { keccak256, toHex } from "viem";
import { lowerAddress } from "@/lib/wire";
import { serve, testClient } from "@/server/testing/test-client";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { fillMarket } from "./fill-market";
import { sampleDevices } from "./sample-devices";

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
  const devices = sampleDevices({ ...size, operator, now: new Date() });
  expect(devices).toEqual(sampleDevices({ ...size, operator, now: devices[0]!.device.lastSeenAt! }));
  await fillMarket(market.db, devices, { ...size, customer, member });

  expect((await client.market.get()).sample).toBe(true);
  expect(await brokenInvariants(market)).toEqual([]);
  const figures = await client.network.figures();
  expect(figures).toMatchObject({ devices: { online: 12 }, leases: { inForce: 60 } });
  const { days } = await client.network.prices();
  expect(days.reduce((sum, { leases }) => sum + leases, 0)).toBeGreaterThan(200);
  expect((await client.governance.proposals({ limit: 50 })).items).toHaveLength(7);
  expect((await client.network.history({ range: "quarter" })).points.length).toBeGreaterThanOrEqual(90);
});

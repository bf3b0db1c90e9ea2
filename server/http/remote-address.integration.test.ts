import { eq } from "drizzle-orm";
import { generatePrivateKey } from "viem/accounts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { enrol } from "@/agent/enrol";
import { openHttpGateway } from "@/agent/testing/http-gateway";
import { devices } from "@/db/schema/devices";
import { deviceChanges } from "@/db/schema/matching";
import { createClient } from "@/lib/api/client";
import { networkOf } from "@/server/devices/network-of";
import { smallReport } from "@/server/testing/small-report";
import { deviceClient, serve } from "@/server/testing/test-client";
import { newIdentity } from "@/server/testing/test-device";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";

const [here, there] = ["203.0.113.7", "198.51.100.7"];

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

test("behind a proxy a device is of the network that the proxy saw, with its hello and with each call after it", async () => {
  const { from, network, changes } = await openDevice({ trustedProxies: 1 });
  await from(here).hello(hello);
  expect(await network()).toBe(networkOf(here));
  const before = await changes();
  await from("203.0.113.200").events(beat(1));
  expect(await changes()).toBe(before);
  await from(there).events(beat(2));
  expect(await network()).toBe(networkOf(there));
  expect(await changes()).toBe(before + 1);
});

test("what a device writes into the header before the proxy does is not believed", async () => {
  const { from, network } = await openDevice({ trustedProxies: 1 });
  await from(`${there}, ${here}`).hello(hello);
  expect(await network()).toBe(networkOf(here));
});

test("without a proxy the header is not believed at all, and this machine is of no network", async () => {
  const { from, network } = await openDevice({ trustedProxies: 0 });
  await from(here).hello(hello);
  expect(await network()).toBe(0);
});

test("a call whose address nobody saw leaves a device where it was; one without an address does not", async () => {
  const { from, network, link } = await openDevice({ trustedProxies: 1 });
  await from(here).hello(hello);
  await link.agent.events(beat(1));
  expect(await network()).toBe(networkOf(here));
  await from().events(beat(2));
  expect(await network()).toBe(0);
});

// ---------------------------------------------------------------------------------------------

const hello = { report: smallReport };
const beat = (n: number) => ({ batch: `no-event-${n}`, events: [] });

/** A device that is enrolled and has not said hello, and the door behind a server that stands behind so many proxies. */
async function openDevice({ trustedProxies }: { trustedProxies: number }) {
  serve({ ...market.gateway, env: { ...market.gateway.env, TRUSTED_PROXIES: trustedProxies } });
  const identity = newIdentity();
  const link = deviceClient(identity);
  await enrol({
    link,
    identity,
    report: smallReport,
    prices: { vcpuHour: 12_000, gibHour: 3_000, gpuHour: 0 },
    operatorKey: generatePrivateKey(),
    onWaiting: () => undefined,
  });
  const { url, close } = await openHttpGateway();
  onTestFinished(close);
  /** What reaches the server when the proxy says that it was called from there. */
  const from = (forwardedFor?: string) =>
    createClient({
      url,
      fetch: async (request) => {
        const body = new Uint8Array(await request.clone().arrayBuffer());
        const headers = new Headers(request.headers);
        const signed = identity.signRequest({ method: request.method, url: request.url, body });
        for (const [name, value] of Object.entries(signed)) headers.set(name, value);
        if (forwardedFor) headers.set("x-forwarded-for", forwardedFor);
        return fetch(request.url, { method: request.method, headers, body });
      },
    }).agent;
  return {
    link,
    from,
    network: async () => {
      const [row] = await market.db.select().from(devices).where(eq(devices.id, identity.device));
      return row!.network;
    },
    changes: () => market.db.$count(deviceChanges, eq(deviceChanges.device, identity.device)),
  };
}

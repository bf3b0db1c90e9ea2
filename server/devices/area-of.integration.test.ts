import { generatePrivateKey } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrol } from "@/agent/enrol";
import { readRegistry } from "@/db/queries/registry";
import type { DeviceReport } from "@/lib/devices/hardware";
import { smallReport } from "@/server/testing/small-report";
import { deviceClient, serve } from "@/server/testing/test-client";
import { newIdentity } from "@/server/testing/test-device";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { areaOf } from "./area-of";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());

const at = (latitude: number, longitude: number): DeviceReport => ({
  ...smallReport,
  place: { latE6: Math.round(latitude * 1e6), lngE6: Math.round(longitude * 1e6) },
  isPlaceDeclared: true,
});
const cologne = at(50.94, 6.96);

test("places of one cell some 45 km across are one area, and a town further off is another", () => {
  for (const [latitude, longitude] of [
    [50.96, 7],
    [50.92, 6.9],
  ] as const)
    expect(areaOf(at(latitude, longitude))).toBe(areaOf(cologne));
  expect(areaOf(at(52.52, 13.4))).not.toBe(areaOf(cologne));
});

test("a device is of the area that its operator declared, and of none where the time zone did or nobody says", async () => {
  const { hello, area } = await newDevice(cologne);
  expect(await area()).toBe(areaOf(cologne));
  await hello({ ...cologne, isPlaceDeclared: false });
  expect(await area()).toBeNull();
  await hello(cologne);
  expect(await area()).toBe(areaOf(cologne));
  // An agent of before.
  await hello(smallReport);
  expect(await area()).toBeNull();
});

// ---------------------------------------------------------------------------------------------

async function newDevice(report: DeviceReport) {
  const identity = newIdentity();
  const link = deviceClient(identity);
  await enrol({
    link,
    identity,
    report,
    prices: { vcpuHour: 12_000, gibHour: 3_000, gpuHour: 0 },
    operatorKey: generatePrivateKey(),
    onWaiting: () => undefined,
  });
  return {
    hello: (report: DeviceReport) => link.agent.hello({ report }),
    area: async () => {
      const [row] = await readRegistry(market.db, new Date(), { ids: [identity.device] });
      return row!.area;
    },
  };
}

import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeOrder } from "@/server/orders/place-order";
import { lowerAddress } from "@/lib/wire";
import { serve, signedInClient } from "@/server/testing/test-client";
import {
  addCustomer,
  addDevice,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());

test("an operator sees which orders a device lost, to what price, and which it could not take", async () => {
  const [cheap, dear] = [await operatorClient(), await operatorClient()];
  const first = await addDevice(market, { operator: cheap.wallet, vcpuHour: 10_000, reliabilityBps: 9_900 });
  const second = await addDevice(market, { operator: dear.wallet, vcpuHour: 15_000, reliabilityBps: 9_900 });
  const customer = await addCustomer(market);
  await placeOrder(market.ctx(), await signOrder(market, customer));
  await placeOrder(
    market.ctx(),
    await signOrder(market, customer, { terms: { maxRatePerHour: 12_000n, maxTotal: 12_000n } }),
  );

  expect(await cheap.client.devices.lost({ id: first })).toMatchObject({ orders: 2, won: 2, lost: [] });
  const lost = await dear.client.devices.lost({ id: second });
  expect(lost).toMatchObject({ orders: 2, won: 0, outranked: 1, excluded: 1, unlisted: 0 });
  expect(lost.lost).toMatchObject([{ bestRate: 10_000, rate: 15_000, behindIn: "price" }]);
  expect(lost.reasons).toMatchObject([{ code: "PRICE_BELOW_MARKET", orders: 1 }]);
  await expect(cheap.client.devices.lost({ id: second })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

async function operatorClient() {
  const account = privateKeyToAccount(generatePrivateKey());
  return { wallet: lowerAddress(account.address), client: await signedInClient(account) };
}

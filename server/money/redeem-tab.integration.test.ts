import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chainHeads } from "@/db/schema/chain";
import { relays, vouchers } from "@/db/schema/money";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { redeemTab } from "./redeem-tab";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

test("a payment that was mined in a block that is gone is sent again once the indexer has seen that block's number", async () => {
  const tab = {
    customer: "0x00000000000000000000000000000000000000aa",
    operator: "0x00000000000000000000000000000000000000bb",
    feeBps: 200,
  } as const;
  const at = new Date();
  await market.db
    .insert(vouchers)
    .values({ ...tab, cumulative: 5n, sessionKey: tab.customer, signature: "0x00", createdAt: at });
  await redeemTab(market.ctx(), tab);
  const stateOf = async () => (await market.db.select().from(relays))[0];
  expect(await stateOf()).toMatchObject({ state: "queued" });

  await market.db.update(relays).set({ state: "mined", block: 7, nonce: 1, hash: "0x01" });
  const indexed = (number: number) =>
    market.db.update(chainHeads).set({ number }).where(eq(chainHeads.chainId, 31337));
  await market.db.insert(chainHeads).values({ chainId: 31337, number: 0, timestamp: 0 });
  await indexed(6);
  await redeemTab(market.ctx(), tab);
  expect(await stateOf()).toMatchObject({ state: "mined", block: 7 });
  await indexed(7);
  await redeemTab(market.ctx(), tab);
  expect(await stateOf()).toMatchObject({ state: "queued", nonce: null, block: null, hash: null });
});

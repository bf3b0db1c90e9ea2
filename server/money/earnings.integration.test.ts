import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chainLeasePayments, chainOperators, chainSlaCredits, chainTabPayments } from "@/db/schema/chain";
import { lowerAddress } from "@/lib/wire";
import { serve, signedInClient } from "@/server/testing/test-client";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";

let market: TestMarket;
const account = privateKeyToAccount(generatePrivateKey());
const operator = lowerAddress(account.address);
const [customer, stranger]: Hex[] = [`0x${"1".repeat(40)}`, `0x${"2".repeat(40)}`];
const [lease, device]: Hex[] = [`0x${"3".repeat(64)}`, `0x${"4".repeat(64)}`];

/** What an operator was paid by tabs and by a lease, and what it credited; and another's, which must not be seen. */
beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
  const { db } = market;
  const said = (block: number) => ({
    id: String(block).padStart(12, "0"),
    transaction: `0x${String(block).repeat(64).slice(0, 64)}` as const,
    block,
    at: 1_800_000_000 + block,
  });
  const tab = { customer: customer!, feeBps: 200, key: customer!, cumulative: 0n, redeemed: 0n };
  const onLease = { customer: customer!, operator, lease: lease!, device: device! };
  await db.insert(chainTabPayments).values([
    { ...said(1), ...tab, operator, paid: 1_000_000n, fee: 20_000n },
    { ...said(2), ...tab, operator: stranger!, paid: 7n, fee: 0n },
    { ...said(5), ...tab, operator, paid: 13n, fee: 0n },
  ]);
  await db
    .insert(chainLeasePayments)
    .values({ ...said(3), ...onLease, amount: 500_000n, fee: 10_000n, paid: 500_000n, basis: "attested" });
  await db
    .insert(chainSlaCredits)
    .values({ ...said(4), ...onLease, window: 1, upBps: 9_000, credit: 100_001n, cover: 0n });
  await db.insert(chainOperators).values({
    operator,
    payout: null,
    earned: 1_470_013n,
    fees: 30_000n,
    withdrawn: 1_000_000n,
    credited: 100_001n,
  });
});
afterAll(() => market.stop());

test("payments come page by page and add up to what the contract owes, to the last unit", async () => {
  const client = await signedInClient(account);
  const first = await client.earnings.payments({ limit: 3 });
  const rest = await client.earnings.payments({ limit: 3, cursor: first.next! });
  const all = [...first.items, ...rest.items];
  expect(all.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["tab", 13n],
    ["credit", 100_001n],
    ["lease", 500_000n],
    ["tab", 1_000_000n],
  ]);
  expect(rest.next).toBeUndefined();
  const { paid, fees, credited, withdrawn } = await client.earnings.get();
  const paidOut = all.filter(({ kind }) => kind !== "credit");
  expect(paidOut.reduce((sum, { amount, fee }) => sum + amount - fee, 0n)).toBe(paid);
  expect(paidOut.reduce((sum, { fee }) => sum + fee, 0n)).toBe(fees);
  expect([credited, withdrawn]).toEqual([100_001n, 1_000_000n]);
});

test("the table for a spreadsheet has every line, and its nets add up to payments less credits", async () => {
  const client = await signedInClient(account);
  const table = await client.earnings.csv();
  expect(table.type).toContain("text/csv");
  const [head, ...lines] = (await table.text()).trim().split("\r\n");
  expect(head).toBe("at,kind,customer,lease,device,amount_usd,fee_usd,net_usd,transaction");
  const nets = lines.map((line) => BigInt(line.split(",")[7]!.replace(".", "")));
  expect(nets).toEqual([980_000n, 490_000n, -100_001n, 13n]);
});

test("another operator sees nothing of it", async () => {
  const client = await signedInClient(privateKeyToAccount(generatePrivateKey()));
  expect((await client.earnings.payments({})).items).toEqual([]);
});

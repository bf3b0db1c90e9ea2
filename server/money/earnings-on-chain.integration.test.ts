import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chainHeads } from "@/db/schema/chain";
import { testDatabase } from "@/db/test-database";
import { leafOf } from "@/lib/chain/attested";
import { lowerAddress } from "@/lib/wire";
import { attest, challengeSeconds, uptime } from "@/indexer/testing/attest";
import { everythingSaid } from "@/indexer/testing/differences";
import { startIndexer, type Indexer } from "@/indexer/testing/run-indexer";
import {
  authorise,
  ending,
  enrol,
  leaseTerms,
  tab,
  text32,
  voucher,
  type Customer,
} from "@/indexer/testing/sign";
import { deposit, newAccount, newDevice, stake, startWorld, type World } from "@/indexer/testing/world";
import type { Context } from "@/server/context";
import { addEndedLease } from "@/server/testing/add-ended-lease";
import { addDevice, type TestMarket } from "@/server/testing/test-market";
import { readEarnings } from "./read-earnings";
import { paymentsCsv } from "./read-payments";

/**
 * Real contracts pay an operator in every way that there is, a real indexer reads it, and what the page shows is held
 * against the logs as the chain's own node tells them.
 */

const dollars = (usd: number) => BigInt(usd) * 1_000_000n;
const daySeconds = 86_400;

let database: Awaited<ReturnType<typeof testDatabase>>;
let world: World;
let indexer: Indexer;
const [operator, other] = [newAccount(), newAccount()];
const customers: Customer[] = [0, 1].map(() => ({ wallet: newAccount(), key: newAccount() }));
const machine = newDevice();

beforeAll(async () => {
  [database, world] = await Promise.all([testDatabase(), startWorld()]);
  indexer = await startIndexer(world, database);
}, 120_000);

afterAll(async () => {
  await indexer?.stop();
  await world?.stop();
  await database?.drop();
});

test("totals, days, devices, payments and the spreadsheet are the contracts' events to the last unit", async () => {
  const [first, second] = customers as [Customer, Customer];
  const { send, relayer, pass } = world;
  for (const customer of customers) {
    await deposit(world, customer.wallet, dollars(200));
    await authorise(world, customer, dollars(150));
  }
  await deposit(world, operator, dollars(100));
  const pay = async (customer: Customer, cumulative: bigint, to = operator) =>
    send(relayer, "escrow", "redeemTab", ...(await tab(world, customer, to.address, cumulative)));
  await pay(first, 1_234_567n);
  await pay(second, 77n);
  await pay(second, 5n, other);
  await payLeases(first);
  await pass(daySeconds);
  await pay(first, 3_000_001n);
  await send(relayer, "escrow", "withdrawEarnings", operator.address);
  await caughtUp();

  // What the tabs were for: two devices, one lease of which the contract has reached only a part.
  const [near, far] = [await newRow(), await newRow()];
  await addLease(near, first, { cost: 1_000_000n, accruedTo: 1_000_000n });
  await addLease(far, first, { cost: 2_000_000n, accruedTo: 3_000_000n });
  await addLease(near, first, { cost: 10n, accruedTo: 3_000_010n });
  await addLease(far, second, { cost: 77n, accruedTo: 77n });

  const mine = (await everythingSaid(world)).filter(({ args }) => isMine(args));
  const said = (name: string, field: string) =>
    mine.flatMap((event) => (event.name === name ? [event.args[field] as bigint] : []));
  const credits = (await everythingSaid(world)).flatMap(({ name, args }) =>
    name === "leases.SlaCredited" ? [args["credit"] as bigint] : [],
  );
  const gross = total([...said("escrow.TabRedeemed", "paid"), ...said("leases.LeasePaid", "amount")]);
  const fees = total([...said("escrow.TabRedeemed", "fee"), ...said("leases.LeasePaid", "fee")]);
  const onTabs = total(said("escrow.TabRedeemed", "paid"));
  const onLeases = total(said("leases.LeasePaid", "amount"));
  // An earnings page of zeros would agree with an empty chain.
  for (const amount of [gross, fees, onLeases, total(credits)]) expect(amount).toBeGreaterThan(0n);

  const ctx = {
    db: database.db,
    actor: { kind: "wallet", wallet: lowerAddress(operator.address) },
  } as unknown as Context;
  const earnings = await readEarnings(ctx);
  expect(earnings).toMatchObject({
    paid: gross - fees,
    fees,
    credited: total(credits),
    withdrawn: total(said("escrow.EarningsWithdrawn", "amount")),
  });

  const { days, devices } = earnings;
  expect(days.length).toBeGreaterThan(1);
  expect(total(days.map(({ paid }) => BigInt(paid)))).toBe(gross - fees);
  expect(total(days.map((day) => BigInt(day.fees)))).toBe(fees);
  expect(total(days.map(({ credited }) => BigInt(credited)))).toBe(total(credits));

  const deviceRow = (id: Hex) => devices.find(({ device }) => device === id);
  expect(deviceRow(near)).toMatchObject({ leases: 2, accrued: 1_000_010n, settled: 1_000_001n });
  expect(deviceRow(far)).toMatchObject({ leases: 2, accrued: 2_000_077n, settled: 2_000_077n });
  expect(deviceRow(machine.id)).toMatchObject({ name: null, settled: onLeases, credited: total(credits) });
  expect(total(devices.map(({ settled }) => BigInt(settled)))).toBe(onTabs + onLeases);

  const lines = (await (await paymentsCsv(ctx)).text()).trim().split("\r\n").slice(1);
  expect(lines.length).toBe(
    said("escrow.TabRedeemed", "paid").length + said("leases.LeasePaid", "amount").length + credits.length,
  );
  const nets = lines.map((line) => BigInt(line.split(",")[7]!.replace(".", "")));
  expect(total(nets)).toBe(gross - fees - total(credits));
}, 120_000);

/** One lease that is paid by voucher and by what verifiers attest, with a credit for a minute down, and one that both sides end. */
async function payLeases(customer: Customer): Promise<void> {
  const { send, relayer, verifiers, pass, passTo, now, read } = world;
  for (const verifier of verifiers) {
    await stake(world, verifier, 4_000n * 10n ** 18n);
    await send(relayer, "committee", "lockSeat", verifier.address);
  }
  await stake(world, operator, 5_000n * 10n ** 18n);
  await enrol(world, machine, operator);
  await send(operator, "devices", "setClass", machine.id, 2);
  const benchmark = { device: machine.id, class: 2, tier: 2, evidence: text32("fast") };
  const measured = await attest(world, leafOf("Benchmark", benchmark));
  await pass(challengeSeconds);
  await send(relayer, "devices", "nominate", measured, benchmark, []);
  await pass(61);

  const promised = await leaseTerms(world, customer, machine, { salt: 1n, maxSeconds: 150, tier: 1 });
  await send(relayer, "leases", "open", ...promised.opening);
  await send(relayer, "leases", "redeem", ...(await voucher(world, customer, promised.id, 10_000n)));
  const { endsAt } = await read<{ endsAt: number }>(["leases", "leaseOf", promised.id]);
  if ((await now()) < endsAt - 1) await passTo(endsAt - 1);
  const down = uptime(promised.id, machine.id, 60);
  const epoch = await attest(world, leafOf("Uptime", down));
  await pass(challengeSeconds);
  await send(relayer, "leases", "settle", epoch, down, []);

  const agreed = await leaseTerms(world, customer, machine, { salt: 2n, maxSeconds: 600 });
  await send(relayer, "leases", "open", ...agreed.opening);
  await send(relayer, "leases", "end", ...(await ending(world, customer, machine, agreed, 3_333n)));
}

/** Waits until the indexer has read all that happened. */
async function caughtUp(): Promise<void> {
  await world.pass(1);
  const height = await world.client.getBlockNumber({ cacheTime: 0 });
  for (let waited = 0; waited < 1_000; waited++) {
    const [head] = await database.db.select().from(chainHeads);
    if (head && BigInt(head.number) >= height) return;
    await sleep(50);
  }
  throw new Error(`The indexer did not come to block ${height} within 50 s.`);
}

const newRow = () =>
  addDevice({ db: database.db } as TestMarket, { operator: lowerAddress(operator.address) });

/** A lease that ended here, with its place on the tab. */
const addLease = (device: Hex, { wallet, key }: Customer, told: { cost: bigint; accruedTo: bigint }) =>
  addEndedLease(database.db, {
    ...told,
    customer: lowerAddress(wallet.address),
    sessionKey: lowerAddress(key.address),
    operator: lowerAddress(operator.address),
    device,
    endedAt: new Date(),
    reason: "COMPLETED",
  });

const isMine = (args: Record<string, unknown>) =>
  typeof args["operator"] === "string" && lowerAddress(args["operator"]) === lowerAddress(operator.address);

const total = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

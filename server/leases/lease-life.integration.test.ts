import { eq, ne, sql } from "drizzle-orm";
import { encodeFunctionData, erc20Abi, stringToHex, type Address, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkAssignment } from "@/lib/agent/check-assignment";
import { enrol } from "@/agent/enrol";
import type { Identity } from "@/agent/identity";
import { recordChange } from "@/db/queries/state-changes";
import { chainFigures } from "@/db/schema/chain";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leaseLogs, leases, stateChanges } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { sessionKeys, tabs } from "@/db/schema/money";
import type { AgentEvent, Assignment } from "@/lib/api/agent";
import type { ApiClient } from "@/lib/api/client";
import type { Receipt } from "@/lib/api/leases";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { paramsAbi } from "@/lib/chain/abi/params";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { checkReceipt } from "@/lib/leases/check-receipt";
import { offerDigest } from "@/lib/leases/offer";
import { checkPaymentOnChain } from "@/lib/leases/payment-on-chain";
import { reportDigest } from "@/lib/leases/report";
import type { ReasonCode } from "@/lib/reasons";
import { lowerAddress } from "@/lib/wire";
import { anvilKeys } from "@/scripts/contracts/local-chain";
import { sendRelays } from "@/server/chain/send-relays";
import { handInVoucher } from "@/server/money/hand-in-voucher";
import { redeemTab } from "@/server/money/redeem-tab";
import { tabsDue } from "@/server/money/tabs-due";
import { cancelOrder } from "@/server/orders/cancel-order";
import { matchWaiting } from "@/server/orders/match-waiting";
import { placeOrder } from "@/server/orders/place-order";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { smallReport } from "@/server/testing/small-report";
import { newIdentity } from "@/server/testing/test-device";
import {
  addCustomer,
  signOrder,
  startTestMarket,
  type TestCustomer,
  type TestMarket,
} from "@/server/testing/test-market";
import { deviceClient, serve, testClient } from "@/server/testing/test-client";
import { endLease } from "./end-lease";
import { sweepLeases } from "./sweep-leases";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());

type Device = { identity: Identity; link: ApiClient; batch: number };

/** A device that enrolled as any other would; every other device of the market goes offline. */
async function newDevice({ alone = true, vcpuHour = 12_000 } = {}): Promise<Device> {
  if (alone) await market.db.update(devices).set({ lastSeenAt: null });
  const identity = newIdentity();
  const link = deviceClient(identity);
  await enrol({
    link,
    identity,
    report: smallReport,
    prices: { vcpuHour, gibHour: 0, gpuHour: 0 },
    operatorKey: generatePrivateKey(),
    onWaiting: () => undefined,
  });
  await link.agent.hello({ report: smallReport });
  return { identity, link, batch: 0 };
}

/** Ends what earlier tests left open, so that nothing competes with this one. */
async function endEverything(): Promise<void> {
  for (const { id } of await market.db.select().from(leases).where(ne(leases.state, "ended"))) {
    await market.db.transaction((tx) => endLease(market.ctx(), tx, id, { reason: "CANCELLED_BY_CUSTOMER" }));
  }
  for (const order of await market.db.select().from(orders).where(eq(orders.state, "waiting")))
    await cancelOrder(market.asWallet(order.customer), order);
}

async function setup(): Promise<{
  customer: TestCustomer;
  device: Device;
  assignment: Assignment;
  orderId: `0x${string}`;
}> {
  await endEverything();
  const device = await newDevice();
  const customer = await addCustomer(market);
  const orderId = await placeOrder(market.ctx(), await signOrder(market, customer));
  const { assignments } = await device.link.agent.commands({ after: 0, vouchersAfter: 0 });
  expect(assignments).toHaveLength(1);
  return { customer, device, assignment: assignments[0]!, orderId };
}

type Told = AgentEvent extends infer E
  ? E extends AgentEvent
    ? Omit<E, "id" | "leaseId" | "epoch">
    : never
  : never;

async function tell(
  device: Device,
  { leaseId, epoch }: Pick<Assignment, "leaseId" | "epoch">,
  ...told: Told[]
) {
  const events = told.map((event, at) => ({
    ...signed(device, leaseId, event),
    id: `event-${device.batch}-${at}`,
    leaseId,
    epoch,
  }));
  const { results } = await device.link.agent.events({
    batch: `batch-${device.identity.device.slice(2, 10)}-${device.batch++}`,
    events,
  });
  return results.map(({ taken, code }) => code ?? taken);
}

/** An end with the device's signature over what it reports, unless it brings one. */
function signed({ identity }: Device, lease: `0x${string}`, event: Told): Told {
  if (event.type !== "ended" || !event.outcome || event.reportSignature) return event;
  const { resultRoot, stdoutSha256 } = event.outcome;
  const digest = reportDigest(market.deployment, { lease, resultRoot, stdoutSha256, ranMs: event.ranMs });
  return { ...event, reportSignature: identity.signDigest(digest) };
}

const accepted = ({ identity }: Device, { orderId, ratePerHour, offer }: Assignment): Told => ({
  type: "accepted",
  offerSignature: identity.signDigest(
    offerDigest(market.deployment, { device: identity.device, order: orderId, ratePerHour, ...offer }),
  ),
});
const log = (stream: "stdout" | "stderr", offset: number, text: string): Told => ({
  type: "log",
  stream,
  offset,
  data: Buffer.from(text).toString("base64"),
});
const ended = (reason: ReasonCode, ranMs: number): Told => ({
  type: "ended",
  reason,
  facts: reason === "EXIT_NONZERO" ? { exitCode: 3 } : {},
  ranMs,
  outcome: {
    class: "exit",
    exitCode: reason === "COMPLETED" ? 0 : 3,
    fuel: 12n,
    resultRoot: "ab".repeat(32),
    stdoutSha256: "cd".repeat(32),
    stdoutBytes: 3,
  },
  reportSignature: null,
  stdout: Buffer.from("hi\n").toString("base64"),
});
const leaseOf = async (id: `0x${string}`) =>
  (await market.db.select().from(leases).where(eq(leases.id, id)))[0]!;
const orderOf = async (id: `0x${string}`) =>
  (await market.db.select().from(orders).where(eq(orders.id, id)))[0]!;

test("from the offer to the voucher: every state has its reason, and the money adds up", async () => {
  const { customer, device, assignment, orderId } = await setup();
  expect(
    await tell(
      device,
      assignment,
      accepted(device, assignment),
      { type: "started" },
      log("stdout", 0, "hi\n"),
      ended("COMPLETED", 1),
    ),
  ).toEqual([true, true, true, true]);
  const lease = await leaseOf(assignment.leaseId);
  expect(lease).toMatchObject({
    state: "ended",
    reason: "COMPLETED",
    billedSeconds: 1,
    cost: 3n,
    accruedTo: 3n,
  });
  expect(await orderOf(orderId)).toMatchObject({ state: "ended", reason: "COMPLETED", reserved: 0n });
  const changes = await market.db
    .select()
    .from(stateChanges)
    .where(eq(stateChanges.id, assignment.leaseId))
    .orderBy(stateChanges.sequence);
  expect(changes.map((change) => [change.from, change.to, change.reason])).toEqual([
    [null, "offered", "MATCHED"],
    ["offered", "starting", "LEASE_ACCEPTED"],
    ["starting", "running", "WORKLOAD_STARTED"],
    ["running", "ended", "COMPLETED"],
  ]);
  const tab = { customer: customer.wallet, operator: lease.operator, feeBps: 200, cumulative: 3n };
  const hash = digestOf("Tab", domain(market.deployment.chainId, market.deployment.contracts.escrow), tab);
  const voucher = {
    ...tab,
    sessionKey: assignment.order.sessionKey,
    signature: await customer.key.sign({ hash }),
  };
  expect(await handInVoucher(market.ctx(), voucher)).toEqual({ leases: [assignment.leaseId] });
  const { vouchers } = await device.link.agent.commands({ after: 0, vouchersAfter: 0 });
  expect(vouchers).toEqual([voucher]);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a fee that changes while a lease runs is the next one's, and the escrow pays each lease at its own", async () => {
  await endEverything();
  // A second costs a hundredth of a dollar, of which two and three per cent are whole micro-dollars.
  const device = await newDevice({ vcpuHour: 36_000_000 });
  const customer = await addCustomer(market);
  await putOnChain(customer);
  const begin = async () => {
    const terms = { maxRatePerHour: 36_000_000n, maxTotal: 600_000n };
    const order = await placeOrder(market.ctx(), await signOrder(market, customer, { terms }));
    const { assignments } = await device.link.agent.commands({ after: 0, vouchersAfter: 0 });
    const assignment = assignments.find(({ orderId }) => orderId === order)!;
    await tell(device, assignment, accepted(device, assignment), { type: "started" });
    return assignment;
  };
  const running = await begin();
  await changeFee(300);
  const next = await begin();
  expect([running.feeBps, next.feeBps]).toEqual([200, 300]);
  for (const lease of [running, next]) await tell(device, lease, ended("COMPLETED", 1));
  await changeFee(200);

  const byFee = (a: { feeBps: number }, b: { feeBps: number }) => a.feeBps - b.feeBps;
  const due = (await tabsDue(market.asWallet(customer.wallet))).toSorted(byFee);
  expect(due.map(({ feeBps, cumulative }) => [feeBps, cumulative])).toEqual([
    [200, 10_000n],
    [300, 10_000n],
  ]);
  for (const { operator, feeBps, cumulative } of due) {
    const tab = { customer: customer.wallet, operator: lowerAddress(operator), feeBps, cumulative: 10_000n };
    expect(cumulative).toBe(tab.cumulative);
    const hash = digestOf("Tab", domain(market.deployment.chainId, market.deployment.contracts.escrow), tab);
    const { sessionKey } = running.order;
    await handInVoucher(market.ctx(), { ...tab, sessionKey, signature: await customer.key.sign({ hash }) });
    await redeemTab(market.ctx(), tab);
  }
  await sendRelays(market.ctx());
  const { escrow } = market.deployment.contracts;
  const paid = await market.chain.client.getContractEvents({
    address: escrow,
    abi: escrowAbi,
    eventName: "TabRedeemed",
    fromBlock: 0n,
    strict: true,
  });
  const payments = paid.map(({ args }) => args).toSorted(byFee);
  expect(payments.map(({ feeBps, paid, fee }) => [feeBps, paid, fee])).toEqual([
    [200, 10_000n, 200n],
    [300, 10_000n, 300n],
  ]);
  expect(await brokenInvariants(market)).toEqual([]);
});

/** The customer's money and session key in the contract itself, as the tables of the chain say. */
async function putOnChain({ wallet, key }: TestCustomer): Promise<void> {
  const { escrow, usdc } = market.deployment.contracts;
  const [row] = await market.db
    .select()
    .from(sessionKeys)
    .where(eq(sessionKeys.key, lowerAddress(key.address)));
  const session = { ...row!, salt: BigInt(row!.salt) };
  await act(rich, usdc, encodeFunctionData({ abi: testUsdcAbi, functionName: "faucet", args: [rich] }));
  await act(
    rich,
    usdc,
    encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [escrow, 10_000_000n] }),
  );
  await act(
    rich,
    escrow,
    encodeFunctionData({ abi: escrowAbi, functionName: "deposit", args: [wallet, 10_000_000n] }),
  );
  await act(
    rich,
    escrow,
    encodeFunctionData({ abi: escrowAbi, functionName: "authorise", args: [session, row!.signature] }),
  );
}

/** What a vote does, and what the indexer says of it. */
async function changeFee(feeBps: number): Promise<void> {
  const { escrow, params, timelock } = market.deployment.contracts;
  const key = stringToHex("feeBps", { size: 32 });
  await market.chain.client.setBalance({ address: timelock, value: 10n ** 18n });
  await act(
    timelock,
    params,
    encodeFunctionData({ abi: paramsAbi, functionName: "set", args: [key, BigInt(feeBps)] }),
  );
  await act(rich, escrow, encodeFunctionData({ abi: escrowAbi, functionName: "adoptFee" }));
  await market.db
    .update(chainFigures)
    .set({ value: `${feeBps}` })
    .where(eq(chainFigures.contract, "escrow"));
}

const rich = privateKeyToAddress(anvilKeys[3]);

async function act(account: Address, to: Address, data: Hex): Promise<void> {
  const { client } = market.chain;
  await client.impersonateAccount({ address: account });
  const hash = await client.sendTransaction({ account, to, data });
  expect((await client.waitForTransactionReceipt({ hash })).status).toBe("success");
}

test("a receipt checks out for a stranger, and whatever is changed in it is found", async () => {
  const { customer, device, assignment } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" }, ended("COMPLETED", 1));
  const { operator } = await leaseOf(assignment.leaseId);
  const tab = { customer: customer.wallet, operator, feeBps: 200, cumulative: 3n };
  const hash = digestOf("Tab", domain(market.deployment.chainId, market.deployment.contracts.escrow), tab);
  const { sessionKey } = assignment.order;
  await handInVoucher(market.ctx(), { ...tab, sessionKey, signature: await customer.key.sign({ hash }) });
  const receipt = await testClient().leases.receipt({ id: assignment.leaseId });
  const stateOf = async (changed: Receipt) =>
    Object.fromEntries((await checkReceipt(changed)).map(({ name, state }) => [name, state]));
  const holds = {
    order: "holds",
    device: "holds",
    price: "holds",
    report: "holds",
    cost: "holds",
    voucher: "holds",
    settlement: "open",
  };
  expect(await stateOf(receipt)).toEqual(holds);
  expect(checkPaymentOnChain(receipt, null).state).toBe("open");

  const { lease, order, offer, report, voucher } = receipt;
  const stranger = privateKeyToAccount(generatePrivateKey());
  const changes: [Partial<Receipt>, Partial<typeof holds>][] = [
    [{ chainId: 1 }, { order: "fails", device: "fails", report: "fails", voucher: "fails" }],
    [{ order: { ...order, terms: { ...order.terms, maxTotal: 9n } } }, { order: "fails" }],
    [{ order: { ...order, signature: await stranger.sign({ hash }) } }, { order: "fails" }],
    [
      { order: { ...order, session: { ...order.session, terms: { ...order.session.terms, cap: 1n } } } },
      { order: "fails" },
    ],
    [{ deviceKey: { x: receipt.deviceKey.y, y: receipt.deviceKey.x } }, { device: "fails", report: "fails" }],
    [{ offer: { ...offer!, ratePerHour: offer!.ratePerHour - 1n } }, { device: "fails", price: "fails" }],
    [{ report: { ...report!, ranMs: 2 } }, { report: "fails" }],
    [
      { lease: { ...lease, outcome: { ...lease.outcome!, resultRoot: "ef".repeat(32) } } },
      { report: "fails" },
    ],
    [{ lease: { ...lease, cost: 4n } }, { cost: "fails", voucher: "fails" }],
    [{ lease: { ...lease, billedSeconds: 2 } }, { cost: "fails" }],
    [{ lease: { ...lease, feeBps: 100 } }, { voucher: "fails" }],
    [{ voucher: { ...voucher!, cumulative: 4n } }, { voucher: "fails" }],
    [{ voucher: null }, { voucher: "open" }],
  ];
  for (const [change, found] of changes)
    expect(await stateOf({ ...receipt, ...change })).toEqual({ ...holds, ...found });
});

test("a result counts only with its device's signature", async () => {
  const { device, assignment } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" });
  const wrong = device.identity.signDigest(`0x${"11".repeat(32)}`);
  const end = { ...ended("COMPLETED", 1), reportSignature: wrong } as Told;
  expect(await tell(device, assignment, end)).toEqual(["REPORT_WRONG"]);
  expect((await leaseOf(assignment.leaseId)).state).toBe("running");
  expect(await tell(device, assignment, ended("COMPLETED", 1))).toEqual([true]);
});

test("a device cannot say of a lease that runs that nothing of it ever did", async () => {
  const { device, assignment } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" });
  const refused: Told = { type: "refused", reason: "SANDBOX_FAILED", facts: { detail: "no" } };
  expect(await tell(device, assignment, refused)).toEqual(["INPUT_INVALID"]);
  expect((await leaseOf(assignment.leaseId)).state).toBe("running");
});

test("a device checks for itself: whatever a gateway changes in an assignment is refused", async () => {
  const { device, assignment } = await setup();
  const { chainId, contracts } = market.deployment;
  const check = (changed: Assignment, at = Date.now()) =>
    checkAssignment({ chainId, contracts }, device.identity.device, changed, at);
  await check(assignment);
  const stranger = await addCustomer(market);
  const { order, session } = assignment;
  const changes: [Partial<Assignment>, RegExp][] = [
    [{ ratePerHour: assignment.ratePerHour + 1n }, /the lease is not the one/],
    [{ ratePerHour: order.terms.maxRatePerHour + 1n }, /over the 20000/],
    [{ order: { ...order, spec: { ...order.spec, args: ["more"] } } }, /spec is not the one/],
    [
      { order: { ...order, terms: { ...order.terms, maxTotal: order.terms.maxTotal * 2n } } },
      /not signed by the session key/,
    ],
    [{ order: { ...order, sessionKey: stranger.wallet } }, /another wallet or key/],
    [{ session: { ...session, terms: { ...session.terms, cap: session.terms.cap * 2n } } }, /not allowed by/],
    [{ offer: { ...assignment.offer, tier: 1 } }, /the lease is not the one/],
  ];
  for (const [change, why] of changes) await expect(check({ ...assignment, ...change })).rejects.toThrow(why);
  await expect(check(assignment, Date.now() + 700_000)).rejects.toThrow(/had to start before/);
});

test("an acceptance under other terms than were offered is refused", async () => {
  const { device, assignment } = await setup();
  expect(await tell(device, assignment, accepted(device, { ...assignment, ratePerHour: 1n }))).toEqual([
    "OFFER_WRONG",
  ]);
  expect((await leaseOf(assignment.leaseId)).state).toBe("offered");
});

test("another device's lease is not this device's to report on", async () => {
  const { device, assignment } = await setup();
  const other = await newDevice({ alone: false });
  expect(await tell(other, assignment, { type: "started" }, ended("COMPLETED", 1))).toEqual([
    "LEASE_NOT_YOURS",
    "LEASE_NOT_YOURS",
  ]);
  expect(await tell(device, { ...assignment, epoch: 2 }, { type: "started" })).toEqual(["LEASE_STALE"]);
});

test("a batch sent again has no second effect, and with other content it is refused", async () => {
  const { device, assignment } = await setup();
  const events = [
    accepted(device, assignment),
    { type: "started" as const },
    log("stdout", 0, "once\n"),
    ended("COMPLETED", 5),
  ].map((event, at) => ({
    ...signed(device, assignment.leaseId, event),
    id: `same-event-${at}`,
    leaseId: assignment.leaseId,
    epoch: assignment.epoch,
  }));
  const first = await device.link.agent.events({ batch: "the-same-batch", events });
  const second = await device.link.agent.events({ batch: "the-same-batch", events });
  expect(second.results).toEqual(first.results);
  await expect(
    device.link.agent.events({ batch: "the-same-batch", events: events.slice(1) }),
  ).rejects.toMatchObject({ code: "BATCH_CONFLICT" });
  expect(
    await market.db.select().from(leaseLogs).where(eq(leaseLogs.lease, assignment.leaseId)),
  ).toHaveLength(1);
  const { operator } = await leaseOf(assignment.leaseId);
  expect((await market.db.select().from(tabs).where(eq(tabs.operator, operator)))[0]!.accrued).toBe(3n);
});

test("a device that does not answer is passed over and the next one takes it, with the reason shown", async () => {
  const { assignment, orderId } = await setup();
  const next = await newDevice({ alone: false });
  const later = new Date(Date.now() + 9_000);
  await sweepLeases(market.ctx({ kind: "gateway" }, later));
  expect(await leaseOf(assignment.leaseId)).toMatchObject({
    state: "ended",
    reason: "NODE_SILENT_ON_OFFER",
    cost: 0n,
  });
  await matchWaiting(market.ctx({ kind: "gateway" }, later));
  const { assignments } = await next.link.agent.commands({ after: 0, vouchersAfter: 0 });
  expect(assignments).toContainEqual(expect.objectContaining({ orderId, epoch: 2 }));
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a device that was silent on an offer gets no other until it is heard from, and then has what waits for it", async () => {
  const { device, assignment } = await setup();
  const waiting = await signOrder(market, await addCustomer(market), {
    spec: { whenNothingMatches: "wait" },
  });
  await sweepLeases(market.ctx({ kind: "gateway" }, new Date(Date.now() + 9_000)));
  expect(await leaseOf(assignment.leaseId)).toMatchObject({ reason: "NODE_SILENT_ON_OFFER" });
  const orderId = await placeOrder(market.ctx(), waiting);
  await matchWaiting(market.ctx());
  expect(await orderOf(orderId)).toMatchObject({ state: "waiting", attempts: 0 });

  const queued = () =>
    market.db.execute(sql`select from graphile_worker._private_jobs where key = 'match-waiting'`);
  await market.db.execute(sql`delete from graphile_worker._private_jobs`);
  await tell(device, assignment);
  expect((await queued()).rows).toHaveLength(1);
  await matchWaiting(market.ctx());
  expect(await orderOf(orderId)).toMatchObject({ state: "leased", attempts: 1 });
});

test("a device that falls silent while it runs is not paid for dead time, and its late result is refused", async () => {
  const { device, assignment, orderId } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" });
  await sweepLeases(market.ctx({ kind: "gateway" }, new Date(Date.now() + 31_000)));
  expect(await leaseOf(assignment.leaseId)).toMatchObject({
    state: "ended",
    reason: "HEARTBEAT_LOST",
    cost: 0n,
    billedSeconds: 0,
  });
  expect(await orderOf(orderId)).toMatchObject({ state: "waiting", reason: "HEARTBEAT_LOST" });
  expect(await tell(device, assignment, ended("COMPLETED", 500))).toEqual(["LEASE_STALE"]);
  await matchWaiting(market.ctx());
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a lease that is heard from is renewed, and one sweep too early ends nothing", async () => {
  const { device, assignment } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" });
  const before = (await leaseOf(assignment.leaseId)).deadline;
  await new Promise((resolve) => setTimeout(resolve, 20));
  await tell(device, assignment);
  expect((await leaseOf(assignment.leaseId)).deadline.getTime()).toBeGreaterThan(before.getTime());
  await sweepLeases(market.ctx());
  expect((await leaseOf(assignment.leaseId)).state).toBe("running");
});

test("a failed sandbox costs nothing and does not come back to the same device while there is another", async () => {
  const { device, assignment, orderId } = await setup();
  const other = await newDevice({ alone: false });
  await tell(device, assignment, accepted(device, assignment), ended("SANDBOX_FAILED", 0));
  await matchWaiting(market.ctx());
  const { assignments } = await other.link.agent.commands({ after: 0, vouchersAfter: 0 });
  expect(assignments).toContainEqual(expect.objectContaining({ orderId, epoch: 2 }));
  expect(await leaseOf(assignment.leaseId)).toMatchObject({ reason: "SANDBOX_FAILED", cost: 0n });
});

test("that it was cut off excuses a device only where the ledger says that a gateway was away", async () => {
  const first = await setup();
  await tell(first.device, first.assignment, accepted(first.device, first.assignment), { type: "started" });
  await tell(first.device, first.assignment, ended("CONTACT_LOST", 1_000));
  expect(await leaseOf(first.assignment.leaseId)).toMatchObject({ reason: "HEARTBEAT_LOST", cost: 0n });
  const second = await setup();
  await tell(second.device, second.assignment, accepted(second.device, second.assignment), {
    type: "started",
  });
  const change = { noun: "lease", from: "running", to: "running", actor: "gateway", at: new Date() } as const;
  await recordChange(market.db, { ...change, id: second.assignment.leaseId, reason: "GATEWAY_WAS_AWAY" });
  await tell(second.device, second.assignment, ended("CONTACT_LOST", 1_000));
  expect(await leaseOf(second.assignment.leaseId)).toMatchObject({ reason: "CONTACT_LOST", cost: 0n });
});

test("a device that is stopped before its lease has ended is told to have been", async () => {
  const { device, assignment } = await setup();
  await tell(device, assignment, accepted(device, assignment), ended("NODE_DRAINING", 0));
  expect(await leaseOf(assignment.leaseId)).toMatchObject({ reason: "DEVICE_STOPPED" });
});

test("a device that drains may refuse what it has not accepted, and breaks what it has", async () => {
  const refused: Told = { type: "refused", reason: "NODE_DRAINING", facts: {} };
  const first = await setup();
  await tell(first.device, first.assignment, refused);
  expect(await leaseOf(first.assignment.leaseId)).toMatchObject({ reason: "NODE_DRAINING" });
  const second = await setup();
  await tell(second.device, second.assignment, accepted(second.device, second.assignment), refused);
  expect(await leaseOf(second.assignment.leaseId)).toMatchObject({ reason: "DEVICE_STOPPED" });
});

test("after five offers in vain the order ends and says so", async () => {
  const { device, assignment, orderId } = await setup();
  for (let attempt = 0; attempt < 5; attempt++) {
    await sweepLeases(market.ctx({ kind: "gateway" }, new Date(Date.now() + 9_000)));
    // It is there, and does not answer.
    await tell(device, assignment);
    await matchWaiting(market.ctx());
  }
  expect(await orderOf(orderId)).toMatchObject({
    state: "ended",
    reason: "ATTEMPTS_EXHAUSTED",
    reserved: 0n,
  });
  expect(await brokenInvariants(market)).toEqual([]);
});

test("cancelling before the start ends it at once; while it runs the device is asked and its seconds are billed", async () => {
  const early = await setup();
  await cancelOrder(market.asWallet(early.customer.wallet), { id: early.orderId });
  expect(await leaseOf(early.assignment.leaseId)).toMatchObject({
    state: "ended",
    reason: "CANCELLED_BY_CUSTOMER",
    cost: 0n,
  });

  const { customer, device, assignment, orderId } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" });
  await cancelOrder(market.asWallet(customer.wallet), { id: orderId });
  const { assignments } = await device.link.agent.commands({ after: 0, vouchersAfter: 0 });
  expect(assignments[0]).toMatchObject({ stop: "CANCELLED_BY_CUSTOMER", state: "running" });
  const stopped: Told = {
    ...(ended("COMPLETED", 10) as Extract<Told, { type: "ended" }>),
    reason: "CANCELLED_BY_CUSTOMER",
  };
  expect(await tell(device, assignment, stopped)).toEqual([true]);
  expect(await orderOf(orderId)).toMatchObject({ state: "ended", reason: "CANCELLED_BY_CUSTOMER" });
  expect((await leaseOf(assignment.leaseId)).cost).toBe(3n);
  await expect(cancelOrder(market.asWallet(customer.wallet), { id: orderId })).rejects.toMatchObject({
    code: "ORDER_NOT_CANCELLABLE",
  });
});

test("a device cannot say that the customer cancelled when nobody did", async () => {
  const { device, assignment } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" });
  const lie: Told = {
    ...(ended("COMPLETED", 10) as Extract<Told, { type: "ended" }>),
    reason: "CANCELLED_BY_CUSTOMER",
  };
  expect(await tell(device, assignment, lie)).toEqual(["INPUT_INVALID"]);
});

test("log pieces out of order and doubled are one log, resumable by offset", async () => {
  const { device, assignment } = await setup();
  await tell(
    device,
    assignment,
    accepted(device, assignment),
    { type: "started" },
    log("stdout", 0, "one "),
    log("stdout", 0, "one "),
    log("stderr", 0, "oops"),
  );
  await tell(device, assignment, log("stdout", 4, "two"));
  const { assignments } = await device.link.agent.commands({ after: 0, vouchersAfter: 0 });
  expect(assignments[0]!.logOffsets).toEqual({ stdout: 7, stderr: 4 });
});

test.each<[string, (tab: { cumulative: bigint }) => bigint, string]>([
  ["more than is owed", ({ cumulative }) => cumulative + 1n, "VOUCHER_WRONG"],
  ["nothing new", () => 0n, "VOUCHER_WRONG"],
])("a voucher over %s is refused", async (_, change, code) => {
  const { customer, device, assignment } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" }, ended("COMPLETED", 1));
  const { operator } = await leaseOf(assignment.leaseId);
  const tab = { customer: customer.wallet, operator, feeBps: 200, cumulative: change({ cumulative: 3n }) };
  const hash = digestOf("Tab", domain(market.deployment.chainId, market.deployment.contracts.escrow), tab);
  const handIn = handInVoucher(market.ctx(), {
    ...tab,
    sessionKey: assignment.order.sessionKey,
    signature: await customer.key.sign({ hash }),
  });
  await expect(handIn).rejects.toBeInstanceOf(MarketError);
  await expect(handIn).rejects.toMatchObject({ code });
});

test("a voucher signed by a stranger is refused", async () => {
  const { customer, device, assignment } = await setup();
  await tell(device, assignment, accepted(device, assignment), { type: "started" }, ended("COMPLETED", 1));
  const { operator } = await leaseOf(assignment.leaseId);
  const tab = { customer: customer.wallet, operator, feeBps: 200, cumulative: 3n };
  const hash = digestOf("Tab", domain(market.deployment.chainId, market.deployment.contracts.escrow), tab);
  const stranger = await addCustomer(market);
  const forged = {
    ...tab,
    sessionKey: assignment.order.sessionKey,
    signature: await stranger.key.sign({ hash }),
  };
  await expect(handInVoucher(market.ctx(), forged)).rejects.toMatchObject({ code: "VOUCHER_WRONG" });
});

test("capacity comes back when a lease ends", async () => {
  const { device, assignment } = await setup();
  const free = async () =>
    (
      await market.db.select().from(deviceCapacity).where(eq(deviceCapacity.device, device.identity.device))
    )[0]!.cpuMillisFree;
  expect(await free()).toBe(1000);
  await tell(device, assignment, accepted(device, assignment), { type: "started" }, ended("EXIT_NONZERO", 1));
  expect(await free()).toBe(2000);
  expect(await leaseOf(assignment.leaseId)).toMatchObject({
    reason: "EXIT_NONZERO",
    facts: { exitCode: 3 },
    cost: 3n,
  });
});

import { eq } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrol } from "@/agent/enrol";
import type { Identity } from "@/agent/identity";
import { devices, enrolmentTokens } from "@/db/schema/devices";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { refusalOf } from "@/lib/api/client";
import { manyEnrolments } from "@/lib/chain/many-enrolments";
import { digestOf, domain, typedData } from "@/lib/chain/typed-data";
import type { DeviceReport } from "@/lib/devices/hardware";
import { lowerAddress } from "@/lib/wire";
import { deviceClient, serve, signedInClient, testClient } from "@/server/testing/test-client";
import { smallReport } from "@/server/testing/small-report";
import { newIdentity } from "@/server/testing/test-device";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { sendRelays } from "@/server/chain/send-relays";
import { tellDevice } from "./tell-device";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());

test("a device that brings a token waits on the page of the wallet that made it, and of no other", async () => {
  const [operator, stranger] = [await operatorClient(), await operatorClient()];
  const { token } = await operator.client.devices.makeToken({ devices: 1 });
  // It stands behind a flag of a command: a dash in front would be taken for another flag.
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect((await operator.client.devices.joining()).tokens).toMatchObject([{ devices: 1, used: 0 }]);
  const attic = newDevice();
  const { enrolment } = await introduce(attic, token);
  expect(enrolment.invitedBy).toBe(operator.wallet);

  const joining = await operator.client.devices.joining();
  expect(joining.tokens).toEqual([]);
  expect(joining.enrolments).toMatchObject([{ id: enrolment.id, state: "waiting-for-operator" }]);
  expect((await stranger.client.devices.joining()).enrolments).toEqual([]);
  // What is kept does not let anybody in: the token itself is nowhere.
  expect(JSON.stringify(await market.db.select().from(enrolmentTokens))).not.toContain(token);
});

test("the operator signs for what came with the token, the device answers, and it is theirs", async () => {
  const operator = await operatorClient();
  const { token } = await operator.client.devices.makeToken({ devices: 1 });
  const { identity, link } = newDevice();
  const enrolled = enrol({
    link,
    identity,
    report: reportOf("attic"),
    prices,
    token,
    operatorKey: undefined,
    onAsked: async () => undefined,
    onWaiting: (_url, invitedBy) => {
      expect(invitedBy).toBe(operator.wallet);
      void signFor(operator, identity);
    },
  });
  await enrolled;
  expect((await operator.client.devices.list({ operator: operator.wallet })).items).toMatchObject([
    { id: identity.device, name: "attic" },
  ]);
  expect((await operator.client.devices.joining()).enrolments).toMatchObject([{ state: "done" }]);
  await market.db.update(devices).set({ state: "retired" }).where(eq(devices.id, identity.device));
  expect((await operator.client.devices.joining()).enrolments).toEqual([]);
});

test("one signature makes several devices theirs, each after its own answer, here and on the chain", async () => {
  const operator = await operatorClient();
  const { token } = await operator.client.devices.makeToken({ devices: 3 });
  const rig = [newDevice(), newDevice(), newDevice()];
  const waiting = await Promise.all(rig.map((device) => introduce(device, token)));
  const asked = (await operator.client.devices.joining()).enrolments;
  const many = manyOf(asked, operator.wallet);
  const payout = operator.wallet;
  const signature = await operator.account.signTypedData(many);
  const ids = asked.map(({ id }) => id);

  // In another order, or with one left out, it is another tree, and not what was signed.
  for (const others of [ids.toReversed(), ids.slice(1)])
    await expect(
      operator.client.devices.sponsorMany({ ids: others, payout, signature }),
    ).rejects.toMatchObject({ code: "ENROLMENT_INVALID" });
  expect(await operator.client.devices.sponsorMany({ ids, payout, signature })).toEqual({ sponsored: 3 });
  expect(await operator.client.devices.sponsorMany({ ids, payout, signature })).toEqual({ sponsored: 0 });

  for (const [index, { identity, link }] of rig.entries()) {
    const { id } = waiting[index]!.enrolment;
    const told = await link.agent.enrolment({ id });
    const confirmation = { id, operator: told.operator!, payout, operatorSignature: told.operatorSignature! };
    const deviceSignature = identity.signDigest(digest(identity, operator.wallet, told));
    await link.agent.confirmEnrolment({ ...confirmation, deviceSignature });
  }
  await sendRelays(market.ctx());
  for (const { identity } of rig)
    expect(
      lowerAddress(
        (
          await market.gateway.chain.public.readContract({
            abi: devicesAbi,
            address: market.deployment.contracts.devices,
            functionName: "deviceOf",
            args: [identity.device],
          })
        ).operator,
      ),
    ).toBe(operator.wallet);
});

test("nobody signs for many that another's token brought, and none of them is taken when one cannot be", async () => {
  const [operator, stranger] = [await operatorClient(), await operatorClient()];
  const { token } = await operator.client.devices.makeToken({ devices: 2 });
  const [first, second] = [await introduce(newDevice(), token), await introduce(newDevice(), token)];
  const asked = [first.enrolment, second.enrolment];
  const ids = asked.map(({ id }) => id);
  const sign = async ({ account, wallet }: Operator, payout: Address) => ({
    ids,
    payout,
    signature: await account.signTypedData(manyOf(asked, wallet, payout)),
  });
  await expect(
    stranger.client.devices.sponsorMany(await sign(stranger, stranger.wallet)),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  // One was signed for alone, with another payout address: the two cannot both hold.
  const alone = await operator.account.signTypedData(
    typedData("Enrolment", domainOf(), manyTerms([asked[1]!], operator.wallet, stranger.wallet)[0]!),
  );
  await operator.client.devices.sponsor({ id: ids[1]!, payout: stranger.wallet, signature: alone });
  await expect(
    operator.client.devices.sponsorMany(await sign(operator, operator.wallet)),
  ).rejects.toMatchObject({ code: "ENROLMENT_INVALID" });
  expect((await operator.client.devices.enrolment({ id: ids[0]! })).state).toBe("waiting-for-operator");
});

test("the agent of a device that was taken out hears of it and of nothing more", async () => {
  const { identity, link } = newDevice();
  const report = reportOf("attic");
  const operatorKey = generatePrivateKey();
  const nothing = async () => undefined;
  await enrol({ link, identity, report, prices, operatorKey, onAsked: nothing, onWaiting: () => undefined });
  await link.agent.hello({ report });
  // It asks and waits; what it is told ends the wait.
  const waiting = link.agent.commands({ after: 1_000 }).catch((error: unknown) => error);
  await market.db.transaction(async (tx) => {
    await tx.update(devices).set({ state: "retired" }).where(eq(devices.id, identity.device));
    await tellDevice(tx, identity.device);
  });
  expect(await waiting).toMatchObject({ code: "DEVICE_RETIRED" });
  await expect(link.agent.hello({ report })).rejects.toMatchObject({ code: "DEVICE_RETIRED" });
});

test("nobody but the wallet that made the token becomes the operator", async () => {
  const [operator, stranger] = [await operatorClient(), await operatorClient()];
  const { token } = await operator.client.devices.makeToken({ devices: 1 });
  const attic = newDevice();
  const { enrolment } = await introduce(attic, token);
  const sign = (account: PrivateKeyAccount) =>
    account.sign({ hash: digest(attic.identity, lowerAddress(account.address), enrolment) });
  const [theirs, own] = [await sign(stranger.account), await sign(operator.account)];
  const id = enrolment.id;
  await expect(
    stranger.client.devices.sponsor({ id, payout: stranger.wallet, signature: theirs }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  // Not by the device's own door either.
  const stolen = { operator: stranger.wallet, payout: stranger.wallet, operatorSignature: theirs };
  await expect(
    attic.link.agent.confirmEnrolment({ id, ...stolen, deviceSignature: `0x${"00".repeat(64)}` }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  const signed = await operator.client.devices.sponsor({ id, payout: operator.wallet, signature: own });
  expect(signed.state).toBe("waiting-for-device");
});

test("a token is good for as many devices as it says, and one that comes again does not count twice", async () => {
  const { client } = await operatorClient();
  const { token } = await client.devices.makeToken({ devices: 2 });
  const [first, second, third] = [newDevice(), newDevice(), newDevice()];
  const { enrolment } = await introduce(first, token);
  const again = await introduce(first, token, "renamed");
  expect(again.enrolment.id).toBe(enrolment.id);
  expect(again.enrolment.report.name).toBe("renamed");
  await introduce(second, token);
  expect(await refusal(introduce(third, token))).toMatchObject({
    code: "ENROLMENT_TOKEN_USED",
    facts: { devices: 2 },
  });
  expect((await client.devices.joining()).enrolments).toHaveLength(2);
});

test("of many devices that come at once no more get in than the token says", async () => {
  const { client } = await operatorClient();
  const { token } = await client.devices.makeToken({ devices: 3 });
  const came = await Promise.allSettled(Array.from({ length: 8 }, () => introduce(newDevice(), token)));
  expect(came.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
});

test("a token that nobody made and one that has ended are refused, each with its reason", async () => {
  const { client, wallet } = await operatorClient();
  expect(await refusal(introduce(newDevice(), "a-token-that-nobody-made"))).toMatchObject({
    code: "ENROLMENT_TOKEN_UNKNOWN",
  });
  const { token } = await client.devices.makeToken({ devices: 1 });
  await market.db
    .update(enrolmentTokens)
    .set({ expiresAt: new Date(0) })
    .where(eq(enrolmentTokens.operator, wallet));
  expect(await refusal(introduce(newDevice(), token))).toMatchObject({
    code: "ENROLMENT_TOKEN_EXPIRED",
    facts: { expiresAt: "1970-01-01T00:00:00.000Z" },
  });
  expect((await client.devices.joining()).tokens).toEqual([]);
});

test("a revoked token brings no further machine, and what came with it waits on", async () => {
  const [operator, stranger] = [await operatorClient(), await operatorClient()];
  const { token } = await operator.client.devices.makeToken({ devices: 3 });
  const first = newDevice();
  const { enrolment } = await introduce(first, token);
  const [open] = (await operator.client.devices.joining()).tokens;
  const { id } = open!;
  expect(open).toMatchObject({ devices: 3, used: 1 });

  await expect(stranger.client.devices.revokeToken({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await operator.client.devices.revokeToken({ id })).toEqual({ used: 1, devices: 3 });
  const refused = await refusal(introduce(newDevice(), token));
  expect(refused).toMatchObject({ code: "ENROLMENT_TOKEN_REVOKED" });
  // Again is no error, and does not move the moment.
  await operator.client.devices.revokeToken({ id });
  expect(await refusal(introduce(newDevice(), token))).toEqual(refused);

  const joining = await operator.client.devices.joining();
  expect(joining.tokens).toEqual([]);
  expect(joining.enrolments).toMatchObject([{ id: enrolment.id, state: "waiting-for-operator" }]);
  // The agent that came in time is started again: it goes on where it was.
  expect((await introduce(first, token)).enrolment.id).toBe(enrolment.id);
});

test("without a token anybody may sign for a device, as its address says", async () => {
  const { enrolment } = await introduce(newDevice(), undefined);
  expect(enrolment.invitedBy).toBeNull();
  await expect(testClient().devices.makeToken({ devices: 1 })).rejects.toMatchObject({
    code: "SIGN_IN_REQUIRED",
  });
});

// ---------------------------------------------------------------------------------------------

type Operator = Awaited<ReturnType<typeof operatorClient>>;
type Newcomer = { identity: Identity; link: ReturnType<typeof deviceClient> };

async function operatorClient() {
  const account = privateKeyToAccount(generatePrivateKey());
  return { account, wallet: lowerAddress(account.address), client: await signedInClient(account) };
}

function newDevice(): Newcomer {
  const identity = newIdentity();
  return { identity, link: deviceClient(identity) };
}

const reportOf = (name: string): DeviceReport => ({
  ...smallReport,
  name,
  limits: { hours: null, temperatureMaxC: null },
});
const prices = { vcpuHour: 10_000, gibHour: 1_000, gpuHour: 0 };

function introduce({ identity, link }: Newcomer, token: string | undefined, name = "attic") {
  return link.agent.requestEnrolment({
    publicKey: identity.publicKey,
    report: reportOf(name),
    prices,
    ...(token !== undefined && { token }),
  });
}

async function signFor({ client, account, wallet }: Operator, identity: Identity) {
  const [enrolment] = (await client.devices.joining()).enrolments;
  const signature = await account.sign({ hash: digest(identity, wallet, enrolment!) });
  await client.devices.sponsor({ id: enrolment!.id, payout: wallet, signature });
}

type Asked = { device: Hex; nonce: bigint; validUntil: number };

const domainOf = () => domain(market.deployment.chainId, market.deployment.contracts.devices);

const manyTerms = (asked: readonly Asked[], operator: Address, payout = operator) =>
  asked.map(({ device, nonce, validUntil }) => ({ device, operator, payout, nonce, validUntil }));

const manyOf = (asked: readonly Asked[], operator: Address, payout = operator) =>
  manyEnrolments(domainOf(), manyTerms(asked, operator, payout));

const digest = (
  { device }: Identity,
  operator: Address,
  { nonce, validUntil }: { nonce: bigint; validUntil: number },
) => digestOf("Enrolment", domainOf(), { device, operator, payout: operator, nonce, validUntil });

const refusal = async (asked: Promise<unknown>) => refusalOf(await asked.catch((error: unknown) => error));

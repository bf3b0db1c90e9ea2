import { gte } from "drizzle-orm";
import { encodeFunctionData, parseEther, stringToHex, zeroHash, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  chainBonds,
  chainCodeChanges,
  chainDelegations,
  chainFigureChanges,
  chainFigures,
  chainHeads,
  chainOperationCalls,
  chainOperations,
  chainPauses,
  chainProposalActions,
  chainProposals,
  chainTokenBalances,
  chainTotals,
  chainTreasuryBalances,
  chainTreasuryMovements,
  chainVotes,
  chainVotingPower,
} from "@/db/schema/chain";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { paramsAbi } from "@/lib/chain/abi/params";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { treasuryAbi } from "@/lib/chain/abi/treasury";
import { refusalOf } from "@/lib/api/client";
import { executionOf } from "@/lib/governance/execution-of";
import { hashOperation } from "@/lib/governance/hash-operation";
import type { ProposalStanding } from "@/lib/governance/proposal-state";
import { lowerAddress } from "@/lib/wire";
import { sendRelays } from "@/server/chain/send-relays";
import { requestFaucet } from "@/server/money/request-faucet";
import { serve, signedInClient, testClient } from "@/server/testing/test-client";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { warpTime } from "./warp-time";

let market: TestMarket;
const client = testClient();
let now: number;

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`;
const wallet = (digit: string): Hex => `0x${digit.repeat(40)}`;
const when = (at: number, transaction = hash("a")) => ({ transaction, block: 1, at });

beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
  await market.chain.client.mine({ blocks: 3 });
  now = Number((await market.chain.client.getBlock()).timestamp);
  await market.db.insert(chainHeads).values({ chainId: 31337, number: 1, timestamp: now });
  await market.db.insert(chainFigures).values([
    { contract: "params", name: "feeBps", value: "300" },
    { contract: "treasury", name: "outflowBps", value: "1000" },
    { contract: "guardian", name: "council", value: wallet("9") },
    { contract: "guardian", name: "expiresAt", value: `${now + 1000}` },
  ]);
});
afterAll(() => market.stop());

async function addProposal(id: bigint, more: Partial<typeof chainProposals.$inferInsert> = {}) {
  await market.db.insert(chainProposals).values({
    id,
    proposer: wallet("1"),
    description: `# Proposal ${id}\n\nBecause.`,
    voteStart: now - 20,
    voteEnd: now + 5_000,
    against: 0n,
    for: parseEther("600"),
    abstain: parseEther("400"),
    voters: 1,
    executableAt: null,
    queuedIn: null,
    executedIn: null,
    cancelledIn: null,
    timelockId: hash("b"),
    ...when(now - 30),
    ...more,
  });
}

test("proposals come page by page, each with where it stands and what it lacks", async () => {
  const past = { voteStart: now - 20, voteEnd: now - 10 };
  await addProposal(1n);
  await addProposal(2n, past);
  await addProposal(3n, { ...past, abstain: parseEther("399") });
  await addProposal(4n, { voteStart: now + 5_000, voteEnd: now + 6_000 });
  await addProposal(5n, { ...past, executedIn: hash("c") });

  const first = await client.governance.proposals({ limit: 3 });
  const rest = await client.governance.proposals({ limit: 3, cursor: first.next! });
  const all = [...first.items, ...rest.items];
  expect(all.map(({ id, state }) => [id, state])).toEqual([
    ["5", "executed"],
    ["4", "pending"],
    ["3", "defeated"],
    ["2", "succeeded"],
    ["1", "active"],
  ]);
  expect(rest.next).toBeUndefined();
  // Nobody has delegated on this chain, so the floor of the quorum holds.
  expect(all.map(({ quorum }) => quorum)).toEqual([
    parseEther("1000"),
    null,
    ...Array<bigint>(3).fill(parseEther("1000")),
  ]);
  expect(first.items[0]!.title).toBe("Proposal 5");
});

test("a proposal says in words what each act does, with the figure before it and what waits in the further timelock", async () => {
  const { contracts } = market.deployment;
  const text32 = (text: string) => stringToHex(text, { size: 32 });
  const fee = encodeFunctionData({ abi: paramsAbi, functionName: "set", args: [text32("feeBps"), 400n] });
  const outflow = encodeFunctionData({ abi: treasuryAbi, functionName: "setOutflow", args: [500n] });
  const nested = encodeFunctionData({
    abi: timelockAbi,
    functionName: "schedule",
    args: [contracts.treasury, 0n, outflow, zeroHash, zeroHash, 200n],
  });
  await addProposal(77n, { executedIn: hash("d") });
  const act = { proposal: 77n, value: 0n };
  await market.db.insert(chainProposalActions).values([
    { ...act, index: 0, target: lowerAddress(contracts.params), data: fee },
    { ...act, index: 1, target: lowerAddress(contracts.upgradeTimelock), data: nested },
    { ...act, index: 2, target: wallet("7"), data: "0x12345678" },
  ]);
  await market.db.insert(chainFigureChanges).values({
    id: "1",
    contract: "params",
    name: "feeBps",
    before: "200",
    value: "400",
    ...when(now, hash("d")),
  });
  const ballot = { proposal: 77n, against: 0n, abstain: 0n, reason: "why not", ...when(now) };
  await market.db.insert(chainVotes).values({ id: "1", voter: wallet("2"), for: 9n, ...ballot });

  const { actions, ballots, state } = await client.governance.proposal({ id: "77" });
  expect(state).toBe("executed");
  expect(actions.map(({ sentence, isExact }) => [sentence, isExact])).toEqual([
    ["Sets fee to 4 %.", true],
    ["Puts one further act into the upgrade timelock.", true],
    [`Calls ${wallet("7")} with bytes that our contracts do not know.`, false],
  ]);
  expect(actions[0]!.figure).toEqual({ contract: "params", name: "feeBps", before: "200", after: "400" });
  expect(actions[1]!.inner[0]).toMatchObject({
    sentence: "Lets at most 5 % of the treasury leave in one window.",
    figure: { before: "1000", after: "500" },
  });
  expect(ballots).toMatchObject([{ voter: wallet("2"), for: 9n, reason: "why not" }]);
  expect((await client.governance.changes({ name: "feeBps" })).items).toMatchObject([
    { before: "200", value: "400", transaction: hash("d") },
  ]);
});

test("what a vote put into the upgrade timelock is told with its wait, and with all that carries it out", async () => {
  const { contracts } = market.deployment;
  const code = wallet("c");
  const data = encodeFunctionData({
    abi: devicesAbi,
    functionName: "upgradeToAndCall",
    args: [code, "0x"],
  });
  const call = { target: lowerAddress(contracts.devices), value: 0n, data };
  const salt = hash("5");
  const id = hashOperation(call, zeroHash, salt);
  await addProposal(88n, { executedIn: hash("e") });
  const upgraded = { contract: "devices", kind: "upgraded" as const };
  await market.db.insert(chainCodeChanges).values({
    id: "1",
    implementation: wallet("b"),
    ...upgraded,
    ...when(now - 100),
  });
  const operation = { timelock: "upgradeTimelock", id, predecessor: zeroHash, salt, delay: 180 };
  await market.db.insert(chainOperations).values({
    ...operation,
    readyAt: now + 5_000,
    state: "waiting",
    ...when(now, hash("e")),
  });
  const place = { timelock: "upgradeTimelock", timelockId: id, index: 0 };
  await market.db.insert(chainOperationCalls).values({ ...place, ...call });

  const [waiting] = (await client.governance.proposal({ id: "88" })).operations;
  expect(waiting).toMatchObject({ id, state: "waiting", proposal: "88", scheduledIn: hash("e") });
  expect(waiting!.calls).toMatchObject([
    { contract: "devices", figure: { contract: "devices", name: "code", before: wallet("b"), after: code } },
  ]);
  expect(executionOf(waiting!)).toContain(data.slice(2));

  // The wait ends by itself; what then runs stays told as a change from what ran before.
  await market.db.update(chainOperations).set({ readyAt: now - 5_000 });
  expect((await client.governance.operations({ limit: 1 })).items[0]!.state).toBe("ready");
  await market.db.update(chainOperations).set({ state: "done", doneIn: hash("f") });
  await market.db.insert(chainCodeChanges).values({
    id: "2",
    implementation: code,
    ...upgraded,
    ...when(now, hash("f")),
  });
  const [done] = (await client.governance.proposal({ id: "88" })).operations;
  expect(done).toMatchObject({ state: "done", doneIn: hash("f") });
  expect(done!.calls[0]!.figure).toMatchObject({ before: wallet("b"), after: code });
  expect((await client.governance.operations({ limit: 1, cursor: `${now}_${id}` })).items).toEqual([]);
});

test("new code is held against what a proxy and a member ask of it", async () => {
  const { contracts } = market.deployment;
  const check = (address: Hex) => client.governance.code({ contract: "devices", address });
  const { running } = await check(wallet("c"));
  expect(await check(wallet("c"))).toMatchObject({ bytes: 0, isUpgradeable: false, keepsTimelock: false });
  const good = await check(running);
  expect(good).toMatchObject({ running, isUpgradeable: true, keepsTimelock: true });
  expect(good.bytes).toBeGreaterThan(10_000);
  expect(await check(lowerAddress(contracts.escrow))).toMatchObject({ isUpgradeable: false });
});

test("among two hundred proposals those of a standing, and those that say a word, are found page by page", async () => {
  const rows = Array.from({ length: 200 }, (_, index) => {
    const inFavour = index % 4 === 1 ? parseEther("999") : parseEther("1000");
    return {
      id: 10_000n + BigInt(index),
      proposer: wallet(index === 7 ? "e" : "1"),
      description: `# Matter ${index}\n\n${index % 50 === 0 ? "It is 100% about cooling_fans." : "Because."}`,
      // By the number of the fours: in the vote, not quorate, passed, carried out.
      voteStart: now - 20,
      voteEnd: index % 4 === 0 ? now + 5_000 : now - 10,
      against: 0n,
      for: inFavour,
      abstain: 0n,
      voters: 1,
      executableAt: index % 4 === 3 ? now - 5 : null,
      queuedIn: null,
      executedIn: index % 4 === 3 ? hash("c") : null,
      cancelledIn: index === 2 ? hash("d") : null,
      timelockId: hash("b"),
      ...when(now - 1_000 + index),
    };
  });
  await market.db.insert(chainProposals).values(rows);
  const idsOf = async (asked: { standing?: ProposalStanding; search?: string }) => {
    const ids: number[] = [];
    for (let cursor: string | undefined, isLast = false; !isLast;) {
      const { items, next } = await client.governance.proposals({ limit: 30, cursor, ...asked });
      ids.push(...items.map(({ id }) => Number(id) - 10_000).filter((id) => id >= 0));
      cursor = next;
      isLast = next === undefined;
    }
    return ids;
  };
  const newestFirst = rows.map((_, index) => 199 - index);
  expect(await idsOf({})).toEqual(newestFirst);
  const open = newestFirst.filter((index) => index !== 2 && index % 2 === 0);
  expect(await idsOf({ standing: "open" })).toEqual(open);
  expect(await idsOf({ standing: "carried-out" })).toEqual(newestFirst.filter((index) => index % 4 === 3));
  expect(await idsOf({ standing: "stopped" })).toEqual(
    newestFirst.filter((index) => index === 2 || index % 4 === 1),
  );
  expect(await idsOf({ search: "COOLING_fans" })).toEqual([150, 100, 50, 0]);
  expect(await idsOf({ search: "0% about" })).toEqual([150, 100, 50, 0]);
  expect(await idsOf({ search: "coolingXfans" })).toEqual([]);
  expect(await idsOf({ search: "10007" })).toEqual([7]);
  expect(await idsOf({ search: `0x${"E".repeat(40)}` })).toEqual([7]);
  expect(await idsOf({ search: "cooling", standing: "stopped" })).toEqual([]);
  await market.db.delete(chainProposals).where(gte(chainProposals.id, 10_000n));
});

test("votes come from what is delegated and what is staked", async () => {
  const member = wallet("3");
  const bond = { operator: member, tokens: 5n, locked: 0n, thawing: 0n, thaws: [], slashed: 0n };
  await market.db.insert(chainTokenBalances).values({ holder: member, balance: 100n });
  await market.db.insert(chainDelegations).values({ delegator: member, delegate: wallet("4"), ...when(now) });
  await market.db.insert(chainVotingPower).values({ delegate: member, votes: 30n });
  await market.db.insert(chainBonds).values(bond);
  expect(await client.governance.power({ wallet: member })).toEqual({
    wallet: member,
    tokens: 100n,
    delegate: wallet("4"),
    delegated: 30n,
    staked: 5n,
    votes: 35n,
  });
  expect(await client.governance.power({ wallet: wallet("5") })).toMatchObject({ delegate: null, votes: 0n });
});

test("the treasury says what it has, what came and went, and what of it may leave", async () => {
  const { db, deployment } = market;
  const token = lowerAddress(deployment.contracts.token);
  const movement = { token, counterparty: wallet("6"), ...when(now) };
  await db.insert(chainTreasuryBalances).values({ token, balance: 70n });
  await db.insert(chainTreasuryMovements).values([
    { id: "1", amount: 100n, ...movement },
    { id: "2", amount: -30n, ...movement },
  ]);
  await db.insert(chainTotals).values([
    { name: "feesBooked", value: 9n },
    { name: "feesSwept", value: 4n },
  ]);
  const { tokens, outflowBps, feesToSweep } = await client.governance.treasury();
  expect([outflowBps, feesToSweep]).toEqual([1000, 5n]);
  // The genesis of the local chain gives the treasury two hundred million AMB, a tenth of which may leave.
  expect(tokens.find(({ name }) => name === "token")).toMatchObject({
    balance: 70n,
    used: 0n,
    received: 100n,
    paid: 30n,
    available: parseEther("20000000"),
  });
});

test("the guardian's pauses are those that last", async () => {
  await market.db.insert(chainPauses).values([
    { bit: 1, until: now + 10_000 },
    { bit: 2, until: now - 10_000 },
  ]);
  const { council, pauses } = await client.governance.guardian();
  expect([council, pauses.map(({ bit }) => bit)]).toEqual([wallet("9"), [1]]);
});

const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "taken",
    (error: unknown) => refusalOf(error)?.code,
  );

test("what is not there and what is not understood is refused by name", async () => {
  expect(await codeOf(client.governance.proposal({ id: "404" }))).toBe("NOT_FOUND");
  expect(await codeOf(client.governance.proposal({ id: "0x1" }))).toBe("INPUT_INVALID");
  expect(await codeOf(client.governance.proposals({ cursor: "yesterday" }))).toBe("INPUT_INVALID");
});

test("the faucet gives AMB and gas to a wallet that signed in, and the clock goes forward for it", async () => {
  const member = await signedInClient(privateKeyToAccount(generatePrivateKey()));
  const before = (await market.chain.client.getBlock()).timestamp;
  const { now: after } = await member.governance.warpTime({ seconds: 3_600 });
  expect(Date.parse(after) / 1000 - Number(before)).toBeGreaterThanOrEqual(3_600);
  const { items } = await member.governance.proposals({ limit: 1 });
  expect(Date.parse(items[0]!.now)).toBeGreaterThanOrEqual(Date.parse(after));

  const { id, state } = await member.governance.faucet();
  expect(state).toBe("queued");
  await sendRelays(market.ctx());
  expect((await member.account.relay({ id })).state).toBe("mined");
  expect(await codeOf(member.governance.faucet())).toBe("FAUCET_EMPTY");
});

test("on any other chain there is neither faucet nor time warp", async () => {
  const elsewhere = {
    ...market.asWallet(wallet("3")),
    env: { ...market.gateway.env, localChain: false },
  };
  await expect(warpTime(elsewhere, { seconds: 1 })).rejects.toMatchObject({ code: "NOT_ON_THIS_CHAIN" });
  await expect(requestFaucet(elsewhere, "amb")).rejects.toMatchObject({ code: "NOT_ON_THIS_CHAIN" });
});

test("nobody who is not signed in puts the clock forward or takes AMB", async () => {
  expect(await codeOf(client.governance.warpTime({ seconds: 1 }))).toBe("SIGN_IN_REQUIRED");
  expect(await codeOf(client.governance.faucet())).toBe("SIGN_IN_REQUIRED");
});

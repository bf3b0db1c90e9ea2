import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { encodePacked, getAddress, keccak256, toHex, zeroHash, type Hex } from "viem";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as chainSchema from "@/db/schema/chain";
import { testDatabase } from "@/db/test-database";
import { abiOf } from "@/lib/chain/abi-of";
import { leafOf } from "@/lib/chain/attested";
import {
  allSlots,
  allUp,
  attest,
  challengeSeconds,
  epochNow,
  noUptime,
  signMeasurement,
  signObservations,
  uptime,
} from "./testing/attest";
import { codeSlot, differences, everythingSaid } from "./testing/differences";
import { startIndexer, type Indexer } from "./testing/run-indexer";
import { authorise, ending, enrol, leaseTerms, tab, text32, voucher, type Customer } from "./testing/sign";
import { deposit, newAccount, newDevice, stake, startWorld, type Call, type World } from "./testing/world";

/**
 * Every kind of event that our contracts can say is made to happen on a real chain; then every figure of the tables is
 * held against the contracts' own answers, through restarts of the indexer and reorganisations of the chain.
 */

const amb = (tokens: number) => BigInt(tokens) * 10n ** 18n;
const dollars = (usd: number) => BigInt(usd) * 1_000_000n;

let database: Awaited<ReturnType<typeof testDatabase>>;
let world: World;
let indexer: Indexer;

const customer: Customer = { wallet: newAccount(), key: newAccount() };
const operator = newAccount();
const [member, minority, stranger] = [newAccount(), newAccount(), newAccount()];
const [machine, other] = [newDevice(), newDevice()];

// An indexer is a process: it comes up as fast as the machine has time for it.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

beforeAll(async () => {
  [database, world] = await Promise.all([testDatabase(), startWorld()]);
  indexer = await startIndexer(world, database);
});

afterAll(async () => {
  await indexer?.stop();
  await world?.stop();
  await database?.drop();
});

/** Waits until the indexer has read an empty block on top of all that happened, and compares at that block. */
async function expectNoDifference(): Promise<void> {
  await world.pass(1);
  const height = await caughtUp();
  expect(await differences(world, database.db, height)).toEqual([]);
}

async function caughtUp(): Promise<bigint> {
  const height = await world.client.getBlockNumber({ cacheTime: 0 });
  for (let waited = 0; waited < 2_400; waited++) {
    const [head] = await database.db.select().from(chainSchema.chainHeads);
    if (head && BigInt(head.number) >= height) return height;
    await sleep(50);
  }
  throw new Error(`The indexer did not come to block ${height} within 2 min.`);
}

test("the app's picture of the chain's tables is what the indexer makes", async () => {
  for (const table of Object.values(chainSchema)) {
    if (!(table instanceof PgTable)) continue;
    const { name, columns } = getTableConfig(table);
    const { rows: made } = await database.db.execute<{
      column_name: string;
      data_type: string;
      is_nullable: string;
    }>(sql`
      select column_name, data_type, is_nullable from information_schema.columns
      where table_schema = 'chain_test' and table_name = ${name}`);
    const known = new Map(made.map((column) => [column.column_name, column]));
    for (const column of columns) {
      const columnName = column.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const { data_type, is_nullable } = known.get(columnName) ?? {};
      expect([data_type, is_nullable], `${name}.${columnName}`).toEqual([
        column.getSQLType().replace(/\(.*/, ""),
        column.notNull ? "NO" : "YES",
      ]);
    }
  }
});

test("balances, session keys, tabs and earnings", async () => {
  const { send, relayer } = world;
  const poor: Customer = { wallet: newAccount(), key: newAccount() };
  await deposit(world, customer.wallet, dollars(500));
  await deposit(world, poor.wallet, dollars(3));
  await deposit(world, operator, dollars(200));
  await authorise(world, customer, dollars(400));
  await authorise(world, poor, dollars(10));
  await send(relayer, "escrow", "redeemTab", ...(await tab(world, customer, operator.address, 1_234_567n)));
  await send(customer.wallet, "escrow", "thaw", dollars(20));
  await send(customer.wallet, "escrow", "thaw", dollars(28));
  await send(relayer, "escrow", "redeemTab", ...(await tab(world, customer, operator.address, 3_000_001n)));

  // More than there is: a part is paid, and the thaws shrink with it.
  await send(poor.wallet, "escrow", "thaw", 2_500_000n);
  const owed = await tab(world, poor, operator.address, dollars(4));
  await send(relayer, "escrow", "redeemTab", ...owed);
  await send(relayer, "escrow", "batch", [world.encode(["escrow", "redeemTab", ...owed])]);
  await send(poor.wallet, "escrow", "revoke", poor.key.address);

  await world.pass(61);
  await send(customer.wallet, "escrow", "withdraw", dollars(25));
  await send(customer.wallet, "escrow", "cancelThaw");
  await send(operator, "escrow", "keepEarnings", dollars(1));
  await send(relayer, "escrow", "withdrawEarnings", operator.address);
  await send(relayer, "escrow", "sweepFees");
  await expectNoDifference();
});

test("bonds and devices", async () => {
  const { send, relayer, verifiers, read, encode } = world;
  // A large stake is slashed into an appeal, a small one at once.
  for (const [index, verifier] of verifiers.entries()) {
    await stake(world, verifier, amb(index === 0 ? 20_000 : 4_000));
    await send(relayer, "committee", "lockSeat", verifier.address);
  }
  // All that is free of this one thaws, so that a slash takes of the oldest thaw.
  await send(verifiers[1]!, "bonds", "thaw", amb(1_000));
  await send(verifiers[1]!, "bonds", "thaw", amb(2_000));
  await stake(world, operator, amb(5_000));
  await send(operator, "bonds", "thaw", amb(100));
  await send(operator, "bonds", "thaw", amb(200));
  await world.pass(121);
  await send(operator, "bonds", "withdraw", amb(150));
  await send(operator, "bonds", "cancelThaw");

  await enrol(world, machine, operator);
  await enrol(world, other, operator);
  await send(operator, "devices", "setClass", machine.id, 2);
  await send(operator, "devices", "setClass", other.id, 1);
  await send(operator, "devices", "retire", other.id, text32("sold"));
  await send(relayer, "devices", "batch", [encode(["devices", "retire", other.id, zeroHash])]);
  await enrol(world, other, operator);
  await send(operator, "devices", "setPayout", stranger.address);

  const benchmark = { device: machine.id, class: 2, tier: 2, evidence: text32("fast") };
  const first = await attest(world, leafOf("Benchmark", benchmark));
  await world.pass(challengeSeconds);
  await send(relayer, "devices", "nominate", first, benchmark, []);
  await expectNoDifference();

  await world.pass(61);
  expect((await read<{ tier: number }>(["devices", "deviceOf", machine.id])).tier).toBe(2);
  const slower = { ...benchmark, tier: 1 };
  const second = await attest(world, leafOf("Benchmark", slower));
  await world.pass(challengeSeconds);
  await send(relayer, "devices", "nominate", second, slower, []);
  await expectNoDifference();
});

/** As the local market has it: thirty epochs of a minute. */
const slaWindowSeconds = 1_800;

test("leases from opening to the last refund, with a credit for a broken promise", async () => {
  const { send, relayer, passTo, pass, encode, now, read } = world;
  const { wallet } = customer;

  // In a window that began less than a minute before the lease's end there is nothing but the minute down: no credit.
  const left = slaWindowSeconds - ((await now()) % slaWindowSeconds);
  if (left < 300) await pass(left);

  // Paid by voucher, then by what verifiers attest, with a minute down, until its time is over.
  const promised = await leaseTerms(world, customer, machine, { salt: 1n, maxSeconds: 150, tier: 1 });
  await send(relayer, "leases", "open", ...promised.opening);
  await send(wallet, "leases", "topUp", promised.id, 5_000n);
  await send(relayer, "leases", "redeem", ...(await voucher(world, customer, promised.id, 10_000n)));
  const middle = uptime(promised.id, machine.id, 20);
  const early = await attest(world, leafOf("Uptime", middle));
  const last = { ...middle, previous: early, downSeconds: 60, windowDownSeconds: 60 };
  const { endsAt } = await read<{ endsAt: number }>(["leases", "leaseOf", promised.id]);
  if ((await now()) < endsAt - 1) await passTo(endsAt - 1);
  const late = await attest(world, leafOf("Uptime", last));
  await pass(challengeSeconds);
  await send(relayer, "leases", "settle", early, middle, []);
  await send(relayer, "leases", "settle", late, last, []);

  // Ended by both sides at once.
  const agreed = await leaseTerms(world, customer, machine, { salt: 2n, maxSeconds: 600 });
  await send(relayer, "leases", "open", ...agreed.opening);
  await send(relayer, "leases", "end", ...(await ending(world, customer, machine, agreed, 3_333n)));

  // What others added to a lease comes back too, and no key has spent less than nothing.
  const brief: Customer = { wallet: newAccount(), key: newAccount() };
  await deposit(world, brief.wallet, dollars(20));
  await authorise(world, brief, dollars(10));
  const generous = await leaseTerms(world, brief, machine, { salt: 5n, maxSeconds: 600 });
  await send(relayer, "leases", "open", ...generous.opening);
  await send(brief.wallet, "leases", "topUp", generous.id, dollars(5));
  await send(relayer, "leases", "end", ...(await ending(world, brief, machine, generous, 1n)));

  // Closed by the operator while the verifiers are silent; its balance comes back after the grace.
  const silent = await leaseTerms(world, customer, other, { salt: 3n, maxSeconds: 3600 });
  await send(relayer, "leases", "open", ...silent.opening);
  await pass(181);
  await send(relayer, "leases", "settleByTimeout", silent.id);
  await send(operator, "leases", "close", silent.id, text32("maintenance"));
  await expectNoDifference();

  await pass(241);
  await send(relayer, "leases", "finalise", promised.id);
  await send(relayer, "leases", "finalise", silent.id);
  await send(wallet, "leases", "cancelOrder", 77n);
  await send(relayer, "leases", "batch", [encode(["leases", "finalise", silent.id])]);
  await expectNoDifference();
});

test("roots, doubts, slashes and appeals, after a restart", async () => {
  const { send, relayer, verifiers, contracts, pass, council } = world;
  await indexer.stop();
  await send(stranger, "faucet", "faucet", stranger.address);
  await send(stranger, "token", "approve", contracts.committee, amb(10_000));
  const lease = await leaseTerms(world, customer, machine, { salt: 4n, maxSeconds: 86_400 });
  await send(relayer, "leases", "open", ...lease.opening);

  // The arithmetic is wrong: the root falls, and the one after it with it.
  const wrong = uptime(lease.id, machine.id, 7);
  const lie = await attest(world, leafOf("Uptime", wrong));
  await send(
    stranger,
    "committee",
    "challenge",
    wrong,
    { epoch: lie, path: [] },
    noUptime,
    { epoch: 0, path: [] },
    allUp,
  );
  await send(council, "guardian", "returnSlash", 1n);

  // Evidence is demanded and shown.
  const right = uptime(lease.id, machine.id, 0);
  const honest = await attest(world, leafOf("Uptime", right));
  await send(stranger, "committee", "demand", right, { epoch: honest, path: [] });
  const evidence = {
    offer: lease.offer,
    previous: noUptime,
    previousPath: [],
    observations: allUp,
    signatures: await signObservations(world, machine.id, honest, allUp),
  };
  await send(relayer, "committee", "answer", honest, right, evidence);
  indexer = await startIndexer(world, database);
  await expectNoDifference();

  // Evidence is demanded and withheld, so a later root falls too.
  const withheld = await attest(world, leafOf("Uptime", { ...right, previous: honest }));
  await send(stranger, "committee", "demand", { ...right, previous: honest }, { epoch: withheld, path: [] });
  await attest(world, text32("built on it"));
  await pass(61);
  await send(relayer, "committee", "condemn", withheld, leafOf("Uptime", { ...right, previous: honest }));

  const liar = verifiers[1]!;
  const epoch = await epochNow(world);
  const views = [allUp[0]!, { up: allSlots - 1n, seen: allSlots }];
  const signatures = await Promise.all(
    views.map((view) => signMeasurement(world, liar, machine.id, epoch, view)),
  );
  await send(stranger, "committee", "equivocate", liar.address, machine.id, epoch, views, signatures);
  await expectNoDifference();

  await send(relayer, "bonds", "collect", stranger.address);
  await send(relayer, "bonds", "burnForfeit");
  await pass(86_400);
  const again = uptime(lease.id, machine.id, 9);
  const third = await attest(world, leafOf("Uptime", { ...again, previous: 0 }));
  const nothingBefore = { epoch: 0, path: [] };
  await send(
    stranger,
    "committee",
    "challenge",
    again,
    { epoch: third, path: [] },
    noUptime,
    nothingBefore,
    allUp,
  );
  await pass(121);
  await send(relayer, "bonds", "releaseSlash", 2n);
  await expectNoDifference();
});

test("rewards for fees that were paid", async () => {
  const { send, relayer, read, pass, council } = world;
  const limit = await read<bigint>(["rewards", "limitOf", operator.address]);
  const [part, all] = [limit / 2n, limit];
  const reward = (cumulative: bigint) => leafOf("Reward", { account: operator.address, cumulative });
  const post = async (cumulative: bigint) => {
    const root = reward(cumulative);
    const epoch = await attest(world, leafOf("RewardsRoot", { root, total: cumulative }));
    await pass(challengeSeconds);
    await send(relayer, "rewards", "postRoot", epoch, root, cumulative, []);
  };
  await post(part);
  await send(council, "guardian", "disableRewardsRoot");
  await post(part);
  await expectNoDifference();
  await pass(61);
  await send(relayer, "rewards", "activate");
  await send(relayer, "rewards", "claim", operator.address, part, []);
  await post(all);
  await pass(61);
  await send(relayer, "rewards", "activate");
  await send(operator, "rewards", "claimAndStake", all, []);
  await expectNoDifference();
});

test("proposals of every kind, through both timelocks, and the guardian's brake", async () => {
  const { send, relayer, council, contracts, encode, pass, passTo, read, verifiers, client } = world;
  for (let round = 0; round < 12; round++) await send(member, "faucet", "faucet", member.address);
  await send(minority, "faucet", "faucet", minority.address);
  await send(member, "token", "delegate", minority.address);
  await send(member, "token", "delegate", member.address);
  await send(minority, "token", "delegate", minority.address);
  await send(member, "token", "transfer", contracts.treasury, amb(7));

  await send(council, "guardian", "pause", 5);
  await send(council, "guardian", "unpause", 4);

  const propose = async (description: string, ...calls: Call[]): Promise<bigint> => {
    await pass(2);
    const targets = calls.map(([contract]) => contracts[contract]);
    const action = [targets, calls.map(() => 0n), calls.map(encode), description] as const;
    const id = await read<bigint>([
      "governor",
      "getProposalId",
      ...action.slice(0, 3),
      keccak256(toHex(description)),
    ]);
    await send(member, "governor", "propose", ...action);
    await passTo(Number(await read<bigint>(["governor", "proposalSnapshot", id])) + 1);
    return id;
  };
  const close = async (id: bigint) =>
    passTo(Number(await read<bigint>(["governor", "proposalDeadline", id])) + 1);
  const wait = async (id: bigint) => passTo(Number(await read<bigint>(["governor", "proposalEta", id])) + 1);

  const slot = await client.getStorageAt({ address: contracts.bonds, slot: codeSlot });
  const sameCode = getAddress(`0x${slot!.slice(26)}`);
  const role = await read<Hex>(["timelock", "CANCELLER_ROLE"]);
  const upgrades: Call[] = [
    ["bonds", "upgradeToAndCall", sameCode, "0x"],
    ["leases", "freeze"],
    ["devices", "freeze"],
    ["committee", "freeze"],
    ["bonds", "freeze"],
    ["upgradeTimelock", "updateDelay", 200n],
  ];
  const batch = [
    upgrades.map(([contract]) => contracts[contract]),
    upgrades.map(() => 0n),
    upgrades.map(encode),
    zeroHash,
    text32("salted"),
  ] as const;
  const outflow = [
    contracts.treasury,
    0n,
    encode(["treasury", "setOutflow", 500n]),
    zeroHash,
    zeroHash,
  ] as const;
  const members = verifiers.map(({ address }) => address);
  const id = await propose(
    "# Everything at once\n\nOne of each kind.",
    ["params", "set", text32("feeBps"), 300n],
    ["params", "set", text32("cheapest.price"), 1_500n],
    ["devices", "setTier", other.id, 1, text32("vote")],
    ["devices", "setStatus", other.id, 3, text32("doubtful")],
    ["devices", "setClassRule", 4, { stake: amb(9), maxTier: 1, autoApprove: true }],
    ["treasury", "pay", contracts.token, stranger.address, amb(1_000), text32("audit")],
    ["treasury", "pay", contracts.usdc, stranger.address, 1_000n, text32("hosting")],
    ["treasury", "pay", contracts.token, contracts.treasury, amb(1), text32("to itself")],
    ["committee", "setCommittee", members, 2, 3],
    ["guardian", "extend", (await world.now()) + 86_400 * 100],
    ["guardian", "setCouncil", council.address],
    ["guardian", "rearm", 1],
    ["governor", "setVotingDelay", 12],
    ["governor", "setVotingPeriod", 130],
    ["governor", "setProposalThreshold", amb(200)],
    ["governor", "setLateQuorumVoteExtension", 40],
    ["governor", "setProposalGuardian", contracts.guardian],
    ["timelock", "updateDelay", 70n],
    ["timelock", "grantRole", role, stranger.address],
    ["timelock", "revokeRole", role, stranger.address],
    ["upgradeTimelock", "schedule", ...outflow, 200n],
    ["upgradeTimelock", "scheduleBatch", ...batch, 200n],
  );
  const parts = encodePacked(["uint128", "uint128", "uint128"], [amb(1), amb(2), amb(3)]);
  await send(minority, "governor", "castVoteWithReasonAndParams", id, 255, "half and half", parts);
  await send(minority, "governor", "castVoteWithReason", id, 0, "the rest");
  await expectNoDifference();
  // A quorum in the last moment puts the end off.
  await passTo(Number(await read<bigint>(["governor", "proposalDeadline", id])) - 10);
  await send(member, "governor", "castVote", id, 1);
  await close(id);
  await send(relayer, "governor", "queue", id);
  await expectNoDifference();
  await wait(id);
  await send(relayer, "governor", "execute", id);
  await send(relayer, "escrow", "adoptFee");
  // A tab at the fee of now is another than the one before.
  await send(relayer, "escrow", "redeemTab", ...(await tab(world, customer, operator.address, 77n, 300)));
  await expectNoDifference();
  await pass(201);
  await send(relayer, "upgradeTimelock", "execute", ...outflow);
  await send(relayer, "upgradeTimelock", "executeBatch", ...batch);

  // One that is refused, one that is withdrawn, one that the guardian stops in the timelock, one that bans.
  const defeated = await propose("Defeated", ["params", "set", text32("feeBps"), 310n]);
  await send(member, "governor", "castVote", defeated, 0);
  await send(minority, "governor", "castVote", defeated, 2);
  await close(defeated);
  const stopped = await propose("Stopped", ["params", "set", text32("feeBps"), 320n]);
  await send(member, "governor", "castVote", stopped, 1);
  await close(stopped);
  await send(relayer, "governor", "queue", stopped);
  await send(council, "guardian", "cancelProposal", stopped);
  const banning = await propose("Ban", ["devices", "setStatus", machine.id, 4, text32("cheat")]);
  await send(member, "governor", "castVote", banning, 1);
  await close(banning);
  await send(relayer, "governor", "queue", banning);
  await wait(banning);
  await send(relayer, "governor", "execute", banning);
  await expectNoDifference();
});

test("nothing that our contracts can say was left unsaid", async () => {
  const said = new Set((await everythingSaid(world)).map(({ name }) => name));
  const unsaid = Object.entries(abiOf)
    .flatMap(([contract, abi]) =>
      abi.flatMap((entry) => (entry.type === "event" ? `${contract}.${entry.name}` : [])),
    )
    .filter((name) => !said.has(name));
  expect(unsaid.filter((name) => !neverSaid.some((ending) => name.endsWith(ending)))).toEqual([]);
});

/** EIP-5267 and access control declare them, and no code of ours emits them; the others come from one timelock only. */
const neverSaid = [
  ".EIP712DomainChanged",
  ".RoleAdminChanged",
  "upgradeTimelock.RoleRevoked",
  "upgradeTimelock.Cancelled",
  "timelock.CallSalt",
];

test("reorganisations of depth 1 to 5", async () => {
  const { send, relayer, client, contracts } = world;
  const acts: (() => Promise<unknown>)[] = [
    () => send(operator, "bonds", "thaw", amb(5)),
    () => send(member, "token", "transfer", stranger.address, amb(3)),
    () => send(stranger, "token", "delegate", member.address),
    () => deposit(world, customer.wallet, 1_001n),
    () => send(operator, "devices", "setPayout", operator.address),
    async () =>
      send(relayer, "escrow", "redeemTab", ...(await tab(world, customer, operator.address, dollars(5)))),
    () => send(customer.wallet, "escrow", "thaw", 77n),
    () => send(member, "governor", "propose", [contracts.params], [0n], ["0x"], `at ${Math.random()}`),
    () => enrol(world, newDevice(), newAccount()),
    () => send(world.council, "guardian", "pause", 8),
    () => send(operator, "escrow", "keepEarnings", 1n),
    () => attest(world, text32("anything")),
    () => send(customer.wallet, "leases", "cancelOrder", 1_000n),
    () => send(customer.wallet, "escrow", "revoke", customer.key.address),
    () => send(operator, "bonds", "thaw", amb(1)),
  ];
  for (let depth = 1; depth <= 5; depth++) {
    for (let block = 0; block < depth; block++) await acts.shift()!();
    await caughtUp();
    await client.request({ method: "anvil_reorg" as never, params: [depth, []] as never });
    await expectNoDifference();
  }
});

test("a restart at the end finds nothing else", async () => {
  await indexer.stop();
  await deposit(world, operator, 12_345n);
  indexer = await startIndexer(world, database);
  await expectNoDifference();
});

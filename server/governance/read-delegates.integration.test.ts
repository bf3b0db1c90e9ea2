import type { Address, Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  chainBonds,
  chainDelegations,
  chainHeads,
  chainProposals,
  chainTokenBalances,
  chainVotes,
  chainVotingPower,
} from "@/db/schema/chain";
import { lowerAddress } from "@/lib/wire";
import { serve, testClient } from "@/server/testing/test-client";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";

let market: TestMarket;
const client = testClient();
const wallet = (digit: string): Address => `0x${digit.repeat(40)}`;
const transaction: Hex = `0x${"a".repeat(64)}`;
const [ann, ben, cas] = [wallet("1"), wallet("2"), wallet("3")];

beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
  const now = Number((await market.chain.client.getBlock()).timestamp);
  await market.db.insert(chainHeads).values({ chainId: 31337, number: 1, timestamp: now });
  const bonds = lowerAddress(market.deployment.contracts.bonds);
  await market.db.insert(chainVotingPower).values([
    { delegate: ann, votes: 50n },
    { delegate: ben, votes: 30n },
    { delegate: cas, votes: 0n },
    { delegate: bonds, votes: 900n },
  ]);
  const bond = { locked: 0n, thawing: 0n, thaws: [], slashed: 0n };
  await market.db.insert(chainBonds).values({ operator: ben, tokens: 40n, ...bond });
  const when = { transaction, block: 1, at: now };
  await market.db.insert(chainDelegations).values([
    { delegator: ann, delegate: ann, ...when },
    { delegator: cas, delegate: ann, ...when },
    { delegator: wallet("4"), delegate: ann, ...when },
    { delegator: wallet("5"), delegate: ben, ...when },
  ]);
  await market.db.insert(chainTokenBalances).values([
    { holder: ann, balance: 10n },
    { holder: cas, balance: 40n },
    { holder: wallet("4"), balance: 0n },
    { holder: wallet("5"), balance: 30n },
  ]);
  const proposal = (id: bigint, at: number, more: Partial<typeof chainProposals.$inferInsert> = {}) => ({
    id,
    proposer: ann,
    description: `# Proposal ${id}`,
    voteStart: now - 10,
    voteEnd: now + 10,
    against: 0n,
    for: 0n,
    abstain: 0n,
    voters: 0,
    executableAt: null,
    queuedIn: null,
    executedIn: null,
    cancelledIn: null,
    timelockId: transaction,
    transaction,
    block: 1,
    at,
    ...more,
  });
  await market.db
    .insert(chainProposals)
    .values([
      proposal(1n, 1),
      proposal(2n, 2),
      proposal(3n, 3, { cancelledIn: transaction }),
      proposal(4n, 4, { voteStart: now + 1_000 }),
    ]);
  const vote = (id: string, voter: Address, on: bigint, more: object) => ({
    id,
    voter,
    proposal: on,
    against: 0n,
    for: 0n,
    abstain: 0n,
    reason: "",
    ...when,
    ...more,
  });
  await market.db
    .insert(chainVotes)
    .values([
      vote("1", ben, 1n, { for: 70n, reason: "It is cheaper." }),
      vote("2", ben, 2n, { against: 30n }),
      vote("3", ben, 2n, { for: 40n }),
      vote("4", ann, 3n, { for: 50n }),
    ]);
});
afterAll(() => market.stop());

test("those who vote for others come with their votes, from how many wallets, and how they voted", async () => {
  const { items, proposals, next } = await client.governance.delegates({});
  // What was withdrawn, and what is not voted on yet, is no vote that anybody missed.
  expect(proposals).toEqual([
    { id: "2", title: "Proposal 2" },
    { id: "1", title: "Proposal 1" },
  ]);
  // Stakes vote beside what is delegated. A wallet without AMB delegates nothing; the bonds are nobody's delegate.
  expect(items).toEqual([
    {
      wallet: ben,
      delegated: 30n,
      staked: 40n,
      votes: 70n,
      wallets: 1,
      tookPart: 2,
      ballots: [
        { proposal: "1", for: 70n, against: 0n, abstain: 0n, reason: "It is cheaper." },
        { proposal: "2", for: 0n, against: 30n, abstain: 0n, reason: "" },
        { proposal: "2", for: 40n, against: 0n, abstain: 0n, reason: "" },
      ],
    },
    { wallet: ann, delegated: 50n, staked: 0n, votes: 50n, wallets: 2, tookPart: 0, ballots: [] },
  ]);
  expect(next).toBeUndefined();
});

test("they are sorted, found by how an address begins, and come page by page", async () => {
  const walletsOf = async (asked: Parameters<typeof client.governance.delegates>[0]) =>
    (await client.governance.delegates(asked)).items.map((item) => item.wallet);
  expect(await walletsOf({ sort: "wallets" })).toEqual([ann, ben]);
  expect(await walletsOf({ sort: "taking-part" })).toEqual([ben, ann]);
  expect(await walletsOf({ search: "0x11" })).toEqual([ann]);
  expect(await walletsOf({ search: "0xabc" })).toEqual([]);
  const first = await client.governance.delegates({ limit: 1 });
  expect(first.next).toBe("1");
  expect(await walletsOf({ limit: 1, cursor: first.next! })).toEqual([ann]);
  await expect(client.governance.delegates({ search: "%" })).rejects.toMatchObject({ code: "INPUT_INVALID" });
});

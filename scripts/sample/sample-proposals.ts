import { keccak256, parseEther, stringToHex, toHex, type Address, type Hex } from "viem";
import type { chainProposalActions, chainProposals, chainVotes } from "@/db/schema/chain";
import { callsOf, type Act, type ActContracts } from "@/lib/governance/acts";

type SampleProposals = {
  proposals: (typeof chainProposals.$inferInsert)[];
  actions: (typeof chainProposalActions.$inferInsert)[];
  votes: (typeof chainVotes.$inferInsert)[];
};

type Told = { title: string; why: string; act: (contracts: ActContracts) => Act };

const payee = (of: string) => `0x${keccak256(toHex(`sample payee ${of}`)).slice(-40)}` as const;

/** What members of a market might have put to the vote. */
const told: readonly Told[] = [
  {
    title: "Lower the fee to 1.5 %",
    why: "The treasury holds eight months of costs. A lower fee brings small jobs that go elsewhere now.",
    act: () => ({ kind: "figure", name: "feeBps", value: 150n }),
  },
  {
    title: "Pay for the audit of the escrow",
    why: "Two firms were asked; the offers are in the forum. The report becomes public.",
    act: ({ token }) => ({
      kind: "payment",
      token: token!,
      to: payee("audit"),
      amount: parseEther("150000"),
      purpose: "audit of the escrow",
    }),
  },
  {
    title: "Let the round trip count more in “nearest”",
    why: "Customers who choose “nearest” still got a cheaper device 40 ms further away in one of nine orders.",
    act: () => ({ kind: "figure", name: "nearest.roundTrip", value: 1_500n }),
  },
  {
    title: "A class for small boards",
    why: "Fifty AMB are too much for a board that earns three dollars a month.",
    act: () => ({ kind: "class", class: 4, stake: parseEther("25"), maxTier: 1, autoApprove: false }),
  },
  {
    title: "Votes run a day longer",
    why: "Members in other time zones learnt of the last two votes when they were over.",
    act: () => ({ kind: "rule", name: "votingPeriod", value: 345_600n }),
  },
  {
    title: "At most 8 % of the treasury leaves in one window",
    why: "Nothing that was ever paid came near ten per cent.",
    act: () => ({ kind: "outflow", bps: 800n }),
  },
  {
    title: "What we expect of operators",
    why: "A text that says how long a device announces that it leaves. It binds nobody on chain.",
    act: () => ({ kind: "text" }),
  },
  {
    title: "Raise the stake of a verifier’s seat",
    why: "A seat decides about larger sums than a year ago.",
    act: () => ({ kind: "figure", name: "seatStake", value: parseEther("1500") }),
  },
];

const reasons = ["", "", "It was about time.", "Too early: let us see one more quarter.", "As discussed."];

/**
 * So many made-up proposals, always the same for a seed, the newest last: one whose vote has not begun, two that are
 * voted on, one that passed, one in the timelock, and older ones that were carried out, not passed or withdrawn.
 * @param now Unix seconds.
 */
export function sampleProposals(asked: {
  proposals: number;
  seed: number;
  member: Address;
  contracts: ActContracts;
  now: number;
}): SampleProposals {
  const made = Array.from({ length: asked.proposals }, (_, index) =>
    madeProposal(asked, asked.proposals - 1 - index),
  );
  return {
    proposals: made.map(({ proposal }) => proposal),
    actions: made.flatMap(({ actions }) => actions),
    votes: made.flatMap(({ votes }) => votes),
  };
}

const day = 86_400;

/** @param age how many newer ones there are. */
function madeProposal({ seed, member, contracts, now }: Parameters<typeof sampleProposals>[0], age: number) {
  const die = (of: string): Hex => keccak256(toHex(`sample proposal ${seed} ${age} ${of}`));
  const at = (of: string, below: number) => Number(BigInt(die(of)) % BigInt(below));
  const { title, why, act } = told[age % told.length]!;
  const round = Math.floor(age / told.length);
  const id = BigInt(die("id")) >> 8n;
  const proposedAt = age < 3 ? now - day * age - 3_600 : now - day * (2 + age) - at("hour", day / 2);
  const [voteStart, voteEnd] =
    age === 0 ? [now + 5 * 3_600, now + 3 * day] : [proposedAt + 3_600, proposedAt + (age < 3 ? 4 : 3) * day];
  const description = `# ${title}${round > 0 ? ` (${round + 1})` : ""}\n\n${why}`;
  const salt = keccak256(stringToHex(description));
  const votes = age === 0 ? [] : madeVotes(id, voteStart, at, die);
  const sum = (side: "for" | "against" | "abstain") => votes.reduce((total, vote) => total + vote[side], 0n);
  const fate =
    age < 4 ? "open" : age === 4 ? "queued" : (["done", "done", "stopped", "done"] as const)[age % 4];
  const proposal = {
    id,
    proposer: age % 3 === 0 ? member : payee(`proposer ${age % 7}`),
    description,
    voteStart,
    voteEnd,
    against: sum("against"),
    for: sum("for"),
    abstain: sum("abstain"),
    voters: votes.length,
    executableAt: fate === "queued" ? now + 2 * day : fate === "done" ? voteEnd + 2 * day : null,
    queuedIn: fate === "queued" || fate === "done" ? die("queued") : null,
    executedIn: fate === "done" ? die("executed") : null,
    cancelledIn: fate === "stopped" && age % 8 === 6 ? die("cancelled") : null,
    timelockId: null,
    transaction: die("proposed"),
    block: 1,
    at: proposedAt,
  };
  return {
    // A vote that was lost: more against it than for it.
    proposal:
      fate === "stopped" && !proposal.cancelledIn
        ? { ...proposal, for: proposal.against, against: proposal.for }
        : proposal,
    actions: callsOf(act(contracts), contracts, { delay: 3 * day, salt }).map((call, index) => ({
      proposal: id,
      index,
      ...call,
    })),
    votes,
  };
}

function madeVotes(
  proposal: bigint,
  since: number,
  at: (of: string, below: number) => number,
  die: (of: string) => Hex,
): (typeof chainVotes.$inferInsert & { for: bigint; against: bigint; abstain: bigint })[] {
  return Array.from({ length: 6 + at("voters", 30) }, (_, index) => {
    const weight = parseEther(`${200_000 + at(`weight ${index}`, 4_000_000)}`);
    const side = at(`side ${index}`, 10);
    return {
      id: die(`vote ${index}`),
      proposal,
      voter: payee(`voter ${index}`),
      for: side < 8 ? weight : 0n,
      against: side === 8 ? weight : 0n,
      abstain: side === 9 ? weight : 0n,
      reason: reasons[at(`reason ${index}`, reasons.length)]!,
      transaction: die(`transaction ${index}`),
      block: 1,
      at: since + 600 * (index + 1),
    };
  });
}

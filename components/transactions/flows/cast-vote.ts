import { encodeFunctionData, encodePacked } from "viem";
import { governorAbi } from "@/lib/chain/abi/governor";
import { ambText } from "@/lib/governance/amb";
import type { VoteParts } from "@/lib/governance/split-vote";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { governorAt } from "@/components/transactions/governance-state";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

/** Where all votes of a wallet go, or how many of them go to each side, in AMB wei. */
export type Choice = keyof VoteParts | VoteParts;

type Input = {
  proposal: string;
  title: string;
  choice: Choice;
  /** Why, for everybody to read; may be empty. */
  reason: string;
};

const sides = { against: 0, for: 1, abstain: 2 } as const;
const sideNames = { against: "Against", for: "For", abstain: "Abstain" } as const;
/** The governor's word for "in parts". */
const inParts = 255;

/** Votes on a proposal, as a whole or in parts. It cannot be taken back. */
export const castVote = defineFlow<Input>({
  title: ({ choice }) =>
    typeof choice === "string" ? `Vote: ${sideNames[choice].toLowerCase()}` : "Vote in parts",
  words: ({ title, reason }) => [
    `You vote on “${title}”. Everybody can see how. It cannot be changed afterwards.`,
    ...(reason ? [`Your reason, for everybody to read: “${reason}”`] : []),
  ],
  effects: async (context, input) => {
    const { chain, market } = context;
    const id = BigInt(input.proposal);
    const [left, [against, inFavour, abstain]] = await Promise.all([
      votesLeft(context, id),
      chain.readContract({ ...governorAt(market), functionName: "proposalVotes", args: [id] }),
    ]);
    if (left === 0n)
      throw new FlowError("impossible", {
        detail: "You have no votes left here. Votes count as they were delegated when voting began.",
      });
    await context.simulate(callOf(context, input));
    const before: VoteParts = { against, for: inFavour, abstain };
    return changesOf(input.choice, left).map(([side, votes]) => ({
      name: sideNames[side],
      before: ambText(before[side]),
      after: ambText(before[side] + votes),
    }));
  },
  steps: [
    sendTo("the governor", async (context, input) => callOf(context, input)),
    seeWhenIndexed("See it counted"),
  ],
  done: () => "Your vote is counted.",
});

/** What a wallet had when voting began, less what it has voted with. */
async function votesLeft({ chain, market, wallet }: FlowContext, id: bigint): Promise<bigint> {
  const governor = governorAt(market);
  const snapshot = await chain.readContract({ ...governor, functionName: "proposalSnapshot", args: [id] });
  const [had, used] = await Promise.all([
    chain.readContract({ ...governor, functionName: "getVotes", args: [wallet, snapshot] }),
    chain.readContract({ ...governor, functionName: "usedVotes", args: [id, wallet] }),
  ]);
  return had - used;
}

const changesOf = (choice: Choice, left: bigint): [keyof VoteParts, bigint][] =>
  typeof choice === "string"
    ? [[choice, left]]
    : (["for", "against", "abstain"] as const)
        .map((side): [keyof VoteParts, bigint] => [side, choice[side]])
        .filter(([, votes]) => votes > 0n);

function callOf({ market }: FlowContext, { proposal, choice, reason }: Input) {
  const id = BigInt(proposal);
  const data =
    typeof choice === "string"
      ? encodeFunctionData({
          abi: governorAbi,
          functionName: "castVoteWithReason",
          args: [id, sides[choice], reason],
        })
      : encodeFunctionData({
          abi: governorAbi,
          functionName: "castVoteWithReasonAndParams",
          args: [id, inParts, reason, packed(choice)],
        });
  return { to: contractOf(market, "governor"), data };
}

/** Side by side, in the order in which `GovernorCountingFractional` reads them. */
const packed = (parts: VoteParts) =>
  encodePacked(["uint128", "uint128", "uint128"], [parts.against, parts.for, parts.abstain]);

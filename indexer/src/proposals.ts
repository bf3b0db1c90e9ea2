import { ponder } from "ponder:registry";
import { proposalActions, proposals } from "ponder:schema";
import { operationId } from "@/lib/governance/operation-id";
import { whenOf } from "./place";

ponder.on("Governor:ProposalCreated", async ({ event, context: { db, contracts } }) => {
  const { proposalId, proposer, description, targets, values, calldatas } = event.args;
  const governor = contracts.Governor.address;
  await db.insert(proposals).values({
    id: proposalId,
    proposer,
    description,
    voteStart: Number(event.args.voteStart),
    voteEnd: Number(event.args.voteEnd),
    against: 0n,
    for: 0n,
    abstain: 0n,
    voters: 0,
    executableAt: null,
    queuedIn: null,
    executedIn: null,
    cancelledIn: null,
    timelockId: operationId({ governor, targets, values, calldatas, description }),
    ...whenOf(event),
  });
  for (const [index, target] of targets.entries()) {
    const [value = 0n, data = "0x"] = [values[index], calldatas[index]];
    await db.insert(proposalActions).values({ proposal: proposalId, index, target, value, data });
  }
});

ponder.on("Governor:ProposalExtended", async ({ event, context: { db } }) => {
  const { proposalId, extendedDeadline } = event.args;
  await db.update(proposals, { id: proposalId }).set({ voteEnd: Number(extendedDeadline) });
});

ponder.on("Governor:ProposalQueued", async ({ event, context: { db } }) => {
  const { proposalId, etaSeconds } = event.args;
  await db
    .update(proposals, { id: proposalId })
    .set({ executableAt: Number(etaSeconds), queuedIn: event.transaction.hash });
});

ponder.on("Governor:ProposalExecuted", async ({ event, context: { db } }) => {
  await db.update(proposals, { id: event.args.proposalId }).set({ executedIn: event.transaction.hash });
});

ponder.on("Governor:ProposalCanceled", async ({ event, context: { db } }) => {
  await db.update(proposals, { id: event.args.proposalId }).set({ cancelledIn: event.transaction.hash });
});

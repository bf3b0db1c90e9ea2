import { ponder } from "ponder:registry";
import { figureChanges, figures } from "ponder:schema";
import { placeOf, textOf, whenOf, type Db, type Said } from "./place";

ponder.on("Params:ParamSet", ({ event, context: { db } }) =>
  setFigure(db, event, { contract: "params", name: textOf(event.args.key), value: event.args.value }),
);

ponder.on("Governor:VotingDelaySet", ({ event, context: { db } }) =>
  setFigure(db, event, { contract: "governor", name: "votingDelay", value: event.args.newVotingDelay }),
);

ponder.on("Governor:VotingPeriodSet", ({ event, context: { db } }) =>
  setFigure(db, event, { contract: "governor", name: "votingPeriod", value: event.args.newVotingPeriod }),
);

ponder.on("Governor:ProposalThresholdSet", ({ event, context: { db } }) =>
  setFigure(db, event, {
    contract: "governor",
    name: "proposalThreshold",
    value: event.args.newProposalThreshold,
  }),
);

ponder.on("Governor:LateQuorumVoteExtensionSet", ({ event, context: { db } }) =>
  setFigure(db, event, {
    contract: "governor",
    name: "lateQuorumExtension",
    value: event.args.newVoteExtension,
  }),
);

ponder.on("Governor:ProposalGuardianSet", ({ event, context: { db } }) =>
  setFigure(db, event, { contract: "governor", name: "guardian", value: event.args.newProposalGuardian }),
);

ponder.on("Governor:TimelockChange", ({ event, context: { db } }) =>
  setFigure(db, event, { contract: "governor", name: "timelock", value: event.args.newTimelock }),
);

ponder.on("Treasury:OutflowSet", ({ event, context: { db } }) =>
  setFigure(db, event, { contract: "treasury", name: "outflowBps", value: event.args.outflowBps }),
);

type Figure = { contract: string; name: string; value: bigint | number | string };

/** Writes a figure and, beside it, what it was before. */
export async function setFigure(db: Db, event: Said, { contract, name, ...to }: Figure): Promise<void> {
  const value = String(to.value).toLowerCase();
  // Taken out at once: the row that was found follows the update.
  const before = (await db.find(figures, { contract, name }))?.value ?? null;
  await db.insert(figures).values({ contract, name, value }).onConflictDoUpdate({ value });
  await db.insert(figureChanges).values({
    id: placeOf(event),
    contract,
    name,
    before,
    value,
    ...whenOf(event),
  });
}

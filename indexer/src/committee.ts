import { ponder } from "ponder:registry";
import { committees, epochRoots, equivocations, evidenceDemands } from "ponder:schema";
import { lowerAddress } from "@/lib/wire";
import { placeOf, textOf, whenOf } from "./place";
import { readTotal, setTotal } from "./totals";

ponder.on("Committee:CommitteeChanged", async ({ event, context: { db } }) => {
  const { version, members, quorum, assigned } = event.args;
  await db
    .insert(committees)
    .values({ version, members: members.map(lowerAddress), quorum, assigned, ...whenOf(event) });
});

ponder.on("Committee:RootPosted", async ({ event, context: { db } }) => {
  const { epoch } = event.args;
  const previous = Number(await readTotal(db, "lastGoodEpoch"));
  await db.insert(epochRoots).values({ ...event.args, previous, state: "posted", ...whenOf(event) });
  await setTotal(db, "lastEpoch", BigInt(epoch));
  await setTotal(db, "lastGoodEpoch", BigInt(epoch));
});

// A void root takes those after it along, the newest first, so the last of them leads back to the last good one.
ponder.on("Committee:RootVoided", async ({ event, context: { db } }) => {
  const { epoch, cause, reason } = event.args;
  const { previous } = await db.update(epochRoots, { epoch }).set({
    state: "void",
    voidCause: cause,
    voidReason: textOf(reason),
    voidedIn: event.transaction.hash,
  });
  await setTotal(db, "lastGoodEpoch", BigInt(previous));
});

ponder.on("Committee:EvidenceDemanded", async ({ event, context: { db } }) => {
  await db.insert(evidenceDemands).values({ ...event.args, shownBy: null, shownIn: null, ...whenOf(event) });
});

ponder.on("Committee:EvidenceShown", async ({ event, context: { db } }) => {
  const { epoch, leaf, by } = event.args;
  await db.update(evidenceDemands, { epoch, leaf }).set({ shownBy: by, shownIn: event.transaction.hash });
});

ponder.on("Committee:Equivocated", async ({ event, context: { db } }) => {
  await db.insert(equivocations).values({ id: placeOf(event), ...event.args, ...whenOf(event) });
});

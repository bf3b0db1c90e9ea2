import { ponder } from "ponder:registry";
import { guardianActs, pauses } from "ponder:schema";
import { setFigure } from "./figures";
import { placeOf, secondsOf, whenOf, type Db, type Said } from "./place";

ponder.on("Guardian:Paused", async ({ event, context: { db } }) => {
  const { bits, until } = event.args;
  await setPauses(db, bits, until);
  await recordGuardianAct(db, event, { kind: "paused", value: bits, until });
});

ponder.on("Guardian:Unpaused", async ({ event, context: { db } }) => {
  const { bits } = event.args;
  await setPauses(db, bits, secondsOf(event.block));
  await recordGuardianAct(db, event, { kind: "unpaused", value: bits });
});

ponder.on("Guardian:Rearmed", ({ event, context: { db } }) =>
  recordGuardianAct(db, event, { kind: "rearmed", value: event.args.bits }),
);

ponder.on("Guardian:Extended", async ({ event, context: { db } }) => {
  const { expiresAt } = event.args;
  await setFigure(db, event, { contract: "guardian", name: "expiresAt", value: expiresAt });
  await recordGuardianAct(db, event, { kind: "extended", value: expiresAt, until: expiresAt });
});

ponder.on("Guardian:CouncilChanged", async ({ event, context: { db } }) => {
  const { council } = event.args;
  await setFigure(db, event, { contract: "guardian", name: "council", value: council });
  await recordGuardianAct(db, event, { kind: "council", value: council });
});

/** Leases, staking, enrolling, roots. */
const bitsOfPauses = [1, 2, 4, 8] as const;

async function setPauses(db: Db, bits: number, until: number): Promise<void> {
  for (const bit of bitsOfPauses)
    if (bits & bit) await db.insert(pauses).values({ bit, until }).onConflictDoUpdate({ until });
}

type Act = { kind: string; value: bigint | number | string; until?: number };

/** Writes one line of what the guardian did. */
export async function recordGuardianAct(db: Db, event: Said, { kind, value, until }: Act): Promise<void> {
  await db.insert(guardianActs).values({
    id: placeOf(event),
    kind,
    value: String(value).toLowerCase(),
    until: until ?? null,
    ...whenOf(event),
  });
}

import { ponder } from "ponder:registry";
import { codeChanges } from "ponder:schema";
import type { Hex } from "viem";
import { placeOf, whenOf, type Db, type Said } from "./place";

for (const contract of ["Bonds", "Committee", "Devices", "Leases"] as const) {
  const record = (db: Db, event: Said, kind: string, implementation: Hex | null = null) =>
    db.insert(codeChanges).values({
      id: placeOf(event),
      contract: contract.toLowerCase(),
      kind,
      implementation,
      ...whenOf(event),
    });

  ponder.on(`${contract}:Upgraded`, async ({ event, context: { db } }) => {
    await record(db, event, "upgraded", event.args.implementation);
  });

  ponder.on(`${contract}:Initialized`, async ({ event, context: { db } }) => {
    await record(db, event, "initialised");
  });

  ponder.on(`${contract}:Frozen`, async ({ event, context: { db } }) => {
    await record(db, event, "frozen");
  });
}

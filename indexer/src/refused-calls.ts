import { ponder } from "ponder:registry";
import { refusedCalls } from "ponder:schema";
import { placeOf, whenOf } from "./place";

for (const contract of ["Escrow", "Leases", "Devices"] as const) {
  ponder.on(`${contract}:CallRefused`, async ({ event, context: { db } }) => {
    const { index, error } = event.args;
    await db.insert(refusedCalls).values({
      id: placeOf(event),
      contract: contract.toLowerCase(),
      index: Number(index),
      error,
      ...whenOf(event),
    });
  });
}

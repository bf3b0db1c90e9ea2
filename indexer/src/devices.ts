import { ponder } from "ponder:registry";
import { operators, registrations } from "ponder:schema";

ponder.on("Devices:DeviceEnrolled", async ({ event, context: { db } }) => {
  const { device, operator } = event.args;
  const now = { operator, retired: false, transaction: event.transaction.hash };
  await db
    .insert(registrations)
    .values({ id: device, ...now })
    .onConflictDoUpdate(now);
});

ponder.on("Devices:DeviceRetired", async ({ event, context: { db } }) => {
  await db.update(registrations, { id: event.args.device }).set({ retired: true });
});

ponder.on("Devices:PayoutSet", async ({ event, context: { db } }) => {
  const { operator, payout } = event.args;
  await db
    .insert(operators)
    .values({ operator, payout, earned: 0n, fees: 0n, withdrawn: 0n })
    .onConflictDoUpdate({ payout });
});

import { ponder } from "ponder:registry";
import { classRules, deviceHistory, registrations } from "ponder:schema";
import { setPayout } from "./balance";
import { placeOf, secondsOf, textOf, whenOf, type Db, type Said } from "./place";

const statuses = ["none", "enrolled", "retired", "suspended", "banned"] as const;
const withoutTier = { tier: 0, nominatedTier: 0, approvableAt: 0 };

ponder.on("Devices:DeviceEnrolled", async ({ event, context: { db } }) => {
  const { device, operator, x, y } = event.args;
  const now = {
    operator,
    status: "enrolled",
    enrolledAt: secondsOf(event.block),
    x,
    y,
    transaction: event.transaction.hash,
  };
  await db
    .insert(registrations)
    .values({ id: device, ...now, ...withoutTier, class: 0, stake: 0n })
    .onConflictDoUpdate(now);
  await recordChange(db, event, { device, kind: "enrolled", value: operator });
});

ponder.on("Devices:DeviceRetired", async ({ event, context: { db } }) => {
  const { device, reason } = event.args;
  await db
    .update(registrations, { id: device })
    .set({ status: "retired", class: 0, stake: 0n, ...withoutTier });
  await recordChange(db, event, { device, kind: "status", value: "retired", reason: textOf(reason) });
});

ponder.on("Devices:DeviceClassSet", async ({ event, context: { db } }) => {
  const { device, class: number, stake } = event.args;
  await db.update(registrations, { id: device }).set({ class: number, stake, ...withoutTier });
  await recordChange(db, event, { device, kind: "class", value: String(number) });
});

ponder.on("Devices:DeviceNominated", async ({ event, context: { db } }) => {
  const { device, tier, approvableAt, evidence } = event.args;
  const now = secondsOf(event.block);
  await db.update(registrations, { id: device }).set((row) => ({
    tier: tierAt(row, now),
    nominatedTier: tier,
    approvableAt,
  }));
  await recordChange(db, event, { device, kind: "nominated", value: String(tier), reason: evidence });
});

ponder.on("Devices:DeviceTierSet", async ({ event, context: { db } }) => {
  const { device, tier, reason } = event.args;
  await db.update(registrations, { id: device }).set({ ...withoutTier, tier });
  await recordChange(db, event, { device, kind: "tier", value: String(tier), reason: textOf(reason) });
});

ponder.on("Devices:DeviceStatusSet", async ({ event, context: { db } }) => {
  const { device, reason } = event.args;
  const status = statuses[event.args.status] ?? String(event.args.status);
  // What a banned device had at stake is forfeit: `Slashed` tells how much of it was taken.
  await db.update(registrations, { id: device }).set({ status, ...(status === "banned" && { stake: 0n }) });
  await recordChange(db, event, { device, kind: "status", value: status, reason: textOf(reason) });
});

ponder.on("Devices:ClassRuleSet", async ({ event, context: { db } }) => {
  const { class: number, ...rule } = event.args;
  await db
    .insert(classRules)
    .values({ class: number, ...rule })
    .onConflictDoUpdate(rule);
});

ponder.on("Devices:PayoutSet", ({ event, context: { db } }) =>
  setPayout(db, event.args.operator, event.args.payout),
);

/** What a device is approved for at an instant: its nomination counts once its wait is over. */
function tierAt(
  { tier, nominatedTier, approvableAt }: Pick<typeof registrations.$inferSelect, keyof typeof withoutTier>,
  now: number,
): number {
  return approvableAt !== 0 && now >= approvableAt ? nominatedTier : tier;
}

type Change = Pick<typeof deviceHistory.$inferInsert, "device" | "kind" | "value" | "reason">;

async function recordChange(db: Db, event: Said, change: Change): Promise<void> {
  await db.insert(deviceHistory).values({ id: placeOf(event), ...change, ...whenOf(event) });
}

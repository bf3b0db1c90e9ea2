import { ponder } from "ponder:registry";
import { operationCalls, operations, roles } from "ponder:schema";
import { zeroHash } from "viem";
import { setFigure } from "./figures";
import { secondsOf, whenOf } from "./place";

for (const contract of ["Timelock", "UpgradeTimelock"] as const) {
  const timelock = contract === "Timelock" ? "timelock" : "upgradeTimelock";

  // Said once for each call of an operation.
  ponder.on(`${contract}:CallScheduled`, async ({ event, context: { db } }) => {
    const { id, index, target, value, data, predecessor } = event.args;
    const delay = Number(event.args.delay);
    // What was cancelled may be scheduled again under the same name.
    const now = {
      predecessor,
      delay,
      readyAt: secondsOf(event.block) + delay,
      state: "waiting",
      doneIn: null,
      ...whenOf(event),
    };
    await db
      .insert(operations)
      .values({ timelock, id, salt: zeroHash, ...now })
      .onConflictDoUpdate(now);
    await db
      .insert(operationCalls)
      .values({ timelock, timelockId: id, index: Number(index), target, value, data })
      .onConflictDoNothing();
  });

  ponder.on(`${contract}:CallSalt`, async ({ event, context: { db } }) => {
    const { id, salt } = event.args;
    await db.update(operations, { timelock, id }).set({ salt });
  });

  ponder.on(`${contract}:CallExecuted`, async ({ event, context: { db } }) => {
    const { id } = event.args;
    await db.update(operations, { timelock, id }).set({ state: "done", doneIn: event.transaction.hash });
  });

  ponder.on(`${contract}:Cancelled`, async ({ event, context: { db } }) => {
    const { id } = event.args;
    await db.update(operations, { timelock, id }).set({ state: "cancelled", doneIn: event.transaction.hash });
  });

  ponder.on(`${contract}:MinDelayChange`, ({ event, context: { db } }) =>
    setFigure(db, event, { contract: timelock, name: "minDelay", value: event.args.newDuration }),
  );

  ponder.on(`${contract}:RoleGranted`, async ({ event, context: { db } }) => {
    const { role, account } = event.args;
    await db.insert(roles).values({ timelock, role, account }).onConflictDoNothing();
  });

  ponder.on(`${contract}:RoleRevoked`, async ({ event, context: { db } }) => {
    const { role, account } = event.args;
    await db.delete(roles, { timelock, role, account });
  });
}

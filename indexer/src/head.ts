import { ponder } from "ponder:registry";
import { heads } from "ponder:schema";

ponder.on("Head:block", async ({ event, context }) => {
  const head = { number: Number(event.block.number), timestamp: Number(event.block.timestamp) };
  await context.db
    .insert(heads)
    .values({ chainId: context.chain.id, ...head })
    .onConflictDoUpdate(head);
});

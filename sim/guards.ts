import type { Mutation } from "./link-world";

/** Each guard of a lease's life, and the real file without it. */
export const guards: readonly (Mutation & { name: string })[] = [
  {
    name: "a device begins before its acceptance is acknowledged",
    file: "lib/agent/run-lease.ts",
    find: "if ((await Promise.race([accepting, halted.promise])) === false) abandoned = true;",
    replace: "void accepting;",
  },
  {
    name: "a device that is cut off goes on",
    file: "lib/agent/agent.ts",
    find: "for (const lease of active.values()) lease.abandon();\n}",
    replace: "}",
  },
  {
    name: "the end of a lease is not kept on disk",
    file: "lib/agent/outbox.ts",
    find: 'if (kept.type === "ended") written = journal.keep(kept.id, ofLease(queue, kept));',
    replace: "",
  },
  {
    name: "the end is kept without the log before it",
    file: "lib/agent/outbox.ts",
    find: "queue.filter(({ leaseId }) => leaseId === end.leaseId);",
    replace: "[end];",
  },
  {
    name: "an older epoch or an ended lease still takes events",
    file: "server/leases/take-event.ts",
    find: 'if (lease.epoch !== event.epoch || lease.state === "ended")',
    replace: "if (false as boolean)",
  },
  {
    name: "a piece of log that comes twice is an error",
    file: "server/leases/take-event.ts",
    find: "    .onConflictDoNothing();",
    replace: ";",
  },
  {
    name: "silence of a device is never noticed",
    file: "server/leases/sweep-leases.ts",
    find: "for (const { id } of late) await endIfStillLate(ctx, id, excuse);",
    replace: "",
  },
  {
    name: "silence counts while no gateway hears devices",
    file: "server/leases/sweep-leases.ts",
    find: 'says === "nothing" ? [] : await lateLeases(ctx)',
    replace: "await lateLeases(ctx)",
  },
  {
    name: "a gateway that is back gives no time",
    file: "server/devices/hear-devices.ts",
    find: "if (since) await giveTime({ db }, since, at);",
    replace: "",
  },
  {
    name: "what a killed worker held is not given back",
    file: "server/jobs/dead-workers.ts",
    find: "where pg_try_advisory_xact_lock(hashtextextended(holder, 0))",
    replace: "where false",
  },
  {
    name: "a workload that may begin once begins again",
    file: "server/leases/end-lease.ts",
    find: 'spec.whenDeviceFails !== "end" || state === "offered" || neverBegan === true',
    replace: "true",
  },
  {
    name: "resources of an ended lease are not given back",
    file: "server/leases/end-lease.ts",
    find: "await giveCapacity(tx, before.device, order.spec.resources);",
    replace: "",
  },
  {
    name: "more is billed than the device says",
    file: "lib/leases/cost.ts",
    find: "startedSecondsUp(Math.min(run.deviceMs, run.observedMs))",
    replace: "startedSecondsUp(run.observedMs)",
  },
  {
    name: "what the chain forgot is not sent again",
    file: "server/chain/send-relays.ts",
    find: 'and(inArray(relays.state, ["mined", "failed"]), gte(relays.nonce, next))',
    replace: "sql`false`",
  },
];

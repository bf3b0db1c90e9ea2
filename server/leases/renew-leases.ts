import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Db } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { leaseClocks } from "@/lib/leases/lease";
import type { Context } from "@/server/context";

type Renewed = Pick<typeof leases.$inferSelect, "epoch"> & { leaseId: Hex; remainingMs: number };

/** The device is alive, so what it runs goes on: its leases are renewed, and how long they hold is told. */
export async function renewLeases({ db, now }: Context, device: Hex): Promise<Renewed[]> {
  const deadline = new Date(now.getTime() + leaseClocks.silenceMs);
  const renewed = await statementOf(db).execute({
    device,
    at: now.toISOString(),
    deadline: deadline.toISOString(),
  });
  return renewed.map((lease) => ({ ...lease, remainingMs: leaseClocks.silenceMs }));
}

/** Once for each pool: every heartbeat is this statement, and building its text costs as much as running it. */
const statements = new WeakMap<Db, ReturnType<typeof prepare>>();

function statementOf(db: Db): ReturnType<typeof prepare> {
  const statement = statements.get(db) ?? prepare(db);
  statements.set(db, statement);
  return statement;
}

function prepare(db: Db) {
  const device = sql.placeholder("device");
  const instant = (name: string) => sql`${sql.placeholder(name)}::timestamptz`;
  const seen = db.$with("seen").as(
    db
      .update(devices)
      .set({ lastSeenAt: instant("at") })
      .where(eq(devices.id, device))
      .returning({ id: devices.id }),
  );
  return db
    .with(seen)
    .update(leases)
    .set({ deadline: instant("deadline") })
    .where(and(eq(leases.device, device), eq(leases.state, "running")))
    .returning({ leaseId: leases.id, epoch: leases.epoch })
    .prepare("renew_leases");
}

import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Db } from "@/db/client";
import { perPool } from "@/db/per-pool";
import { deviceBoots, devices } from "@/db/schema/devices";
import { sequenceWindow } from "@/lib/devices/request-signature";
import { useSequence, windowOf, type SequenceWindow } from "@/lib/devices/sequence-window";
import { MarketError } from "@/lib/errors";
import { Batches } from "@/server/batches";

/** A request's number within a start of its device's agent. */
export type Use = { device: Hex; bootId: string; sequence: bigint };

/**
 * Marks the number of a request as used, together with those of other requests that came meanwhile. Throws
 * DEVICE_REQUEST_REPLAYED for one that was used before, DEVICE_BOOT_REPLACED when the agent has started anew since.
 */
export async function spendSequence(db: Db, use: Use): Promise<void> {
  if (await spendingOf(db).add(use)) return;
  const [row] = await db.select({ bootId: devices.bootId }).from(devices).where(eq(devices.id, use.device));
  if (row && row.bootId !== use.bootId) throw new MarketError("DEVICE_BOOT_REPLACED", {});
  throw new MarketError("DEVICE_REQUEST_REPLAYED", { seq: use.sequence.toString() });
}

const spendingOf = perPool((db) => new Batches<Use, boolean>((uses) => spendAll(db, uses)));

/**
 * Says of each use in turn whether it is the first of its number. The statement marks all of them and returns what
 * was used before it: of two gateways that ask at once one waits for the other's row and sees its marks.
 */
export async function spendAll(db: Db, uses: readonly Use[]): Promise<boolean[]> {
  const byBoot = Map.groupBy(uses, keyOf);
  const boots = [...byBoot.values()].map(([first]) => first!);
  const used = [...byBoot.values()].map((each) => windowOf(each.map(({ sequence }) => sequence)));
  const before = await statementOf(db).execute({
    devices: boots.map(({ device }) => device),
    bootIds: boots.map(({ bootId }) => bootId),
    highest: used.map(({ highest }) => highest.toString()),
    bits: used.map(({ bits }) => BigInt.asIntN(sequenceWindow, bits).toString()),
  });
  const windows = new Map<string, SequenceWindow>(
    before.map(({ device, bootId, highest, window }) => [
      keyOf({ device, bootId }),
      { highest, bits: BigInt.asUintN(sequenceWindow, window) },
    ]),
  );
  return uses.map((use) => {
    const window = windows.get(keyOf(use));
    const after = window && useSequence(window, use.sequence);
    if (after) windows.set(keyOf(use), after);
    return after !== undefined;
  });
}

const keyOf = ({ device, bootId }: Pick<Use, "device" | "bootId">) => `${device} ${bootId}`;

const statementOf = perPool((db) => {
  const list = (name: string, type: string) => sql`${sql.placeholder(name)}::${sql.raw(type)}[]`;
  const [device, bootId] = [sql`used.device`, sql`used.boot_id`];
  const [highest, bits] = [sql`used.highest`, sql`used.bits`];
  // Locked in one order, so that no two gateways wait for each other.
  const before = db
    .select({
      device: deviceBoots.device,
      bootId: deviceBoots.bootId,
      highest: deviceBoots.highest,
      window: deviceBoots.window,
      usedHighest: sql<bigint>`${highest}`.as("used_highest"),
      usedBits: sql<bigint>`${bits}`.as("used_bits"),
    })
    .from(deviceBoots)
    .innerJoin(
      sql`unnest(${list("devices", "text")}, ${list("bootIds", "text")}, ${list("highest", "bigint")},
        ${list("bits", "bigint")}) as used (device, boot_id, highest, bits)`,
      and(eq(deviceBoots.device, device), eq(deviceBoots.bootId, bootId)),
    )
    .innerJoin(devices, and(eq(devices.id, deviceBoots.device), eq(devices.bootId, deviceBoots.bootId)))
    .orderBy(asc(deviceBoots.device))
    .for("update", { of: deviceBoots })
    .as("before");
  const top = sql`greatest(${before.highest}, ${before.usedHighest})`;
  const moved = (
    window: typeof before.window | typeof before.usedBits,
    from: typeof before.highest | typeof before.usedHighest,
  ) =>
    sql`case when ${top} - ${from} < ${sequenceWindow} then ${window} << (${top} - ${from})::int else 0 end`;
  return db
    .update(deviceBoots)
    .set({
      highest: top,
      window: sql`(${moved(before.window, before.highest)}) | (${moved(before.usedBits, before.usedHighest)})`,
    })
    .from(before)
    .where(and(eq(deviceBoots.device, before.device), eq(deviceBoots.bootId, before.bootId)))
    .returning({
      device: before.device,
      bootId: before.bootId,
      highest: before.highest,
      window: before.window,
    })
    .prepare("spend_sequences");
});

import { gt, inArray, ne } from "drizzle-orm";
import { createPublicClient, http, parseAbiItem, type Address, type Hex } from "viem";
import type { Db } from "@/db/client";
import { leases } from "@/db/schema/leases";
import { tabs } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import { startedSecondsUp } from "@/lib/time/duration";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import type { Acknowledged } from "./place-orders";

/** One thing that must hold when it is calm again, and everything that breaks it. */
export type Verdict = { what: string; broken: string[] };

const redeemed = parseAbiItem(
  "event TabRedeemed(address indexed customer, address indexed operator, address indexed key, uint16 feeBps, uint128 cumulative, uint128 redeemed, uint128 paid, uint128 fee)",
);

/** Holds what is in the database against what customers saw and what the chain paid. */
export async function judge(
  db: Db,
  chainUrl: string,
  escrow: Address,
  acknowledged: readonly Acknowledged[],
): Promise<Verdict[]> {
  const ids = acknowledged.map(({ id }) => id);
  const found = await db.select().from(orders).where(inArray(orders.id, ids));
  const held = await db.select().from(leases).where(inArray(leases.order, ids));
  const known = new Set(found.map(({ id }) => id));
  return [
    { what: "acknowledged orders that are lost", broken: ids.filter((id) => !known.has(id)) },
    {
      what: "orders that have not ended",
      broken: found
        .filter(({ state }) => state !== "ended")
        .map(({ id, state, reason }) => `${id} ${state} ${reason}`),
    },
    { what: "orders that ran twice where once is allowed", broken: ranTwice(acknowledged, held) },
    { what: "orders with two leases at one time", broken: overlapping(held) },
    { what: "leases that bill dead time", broken: held.flatMap(deadTime) },
    { what: "logs with a hole or a repeat", broken: acknowledged.flatMap(({ faults }) => faults) },
    { what: "sums of the database that do not add up", broken: await brokenInvariants({ db }) },
    { what: "payments that are missing or doubled", broken: await wrongPayments(db, chainUrl, escrow) },
  ];
}

type Lease = typeof leases.$inferSelect;

function ranTwice(acknowledged: readonly Acknowledged[], held: readonly Lease[]): string[] {
  return acknowledged
    .filter(({ id, once }) => held.filter((lease) => lease.order === id && hasRun(lease, once)).length > 1)
    .map(({ id }) => id);
}

/** Of an order that may run again, only one lease may have come to its end. */
const hasRun = (lease: Lease, once: boolean) =>
  once ? lease.startedAt !== null : lease.outcome?.class === "exit";

function overlapping(held: readonly Lease[]): string[] {
  return held
    .filter((lease) =>
      held.some(
        (other) =>
          other.order === lease.order &&
          other.epoch === lease.epoch + 1 &&
          other.offeredAt < (lease.endedAt ?? 0),
      ),
    )
    .map(({ id }) => id);
}

/** What is billed is at most what the device signed for, and nothing where nobody can say what ran. */
function deadTime({ id, outcome, billedSeconds }: Lease): string[] {
  const ran = outcome ? startedSecondsUp(outcome.report.ranMs) : 0;
  return (billedSeconds ?? 0) > ran ? [`${id} bills ${billedSeconds} s of ${ran} s`] : [];
}

/** The chain has paid each tab exactly what its voucher says, in payments that follow each other. */
export async function wrongPayments(db: Db, chainUrl: string, escrow: Address): Promise<string[]> {
  const chain = createPublicClient({ transport: http(chainUrl) });
  const events = await chain.getLogs({ address: escrow, event: redeemed, fromBlock: 0n, strict: true });
  const open = await db.select().from(tabs).where(gt(tabs.accrued, 0n));
  const broken: string[] = [];
  for (const { customer, operator, feeBps, accrued, vouchered } of open) {
    const paid = events
      .map(({ args }) => args)
      .filter(
        (args) => same(args.customer, customer) && same(args.operator, operator) && args.feeBps === feeBps,
      );
    const total = paid.reduce((sum, { paid }) => sum + paid, 0n);
    if (total !== accrued || vouchered !== accrued)
      broken.push(`${customer}: owed ${accrued}, signed ${vouchered}, paid ${total} in ${paid.length}`);
  }
  return broken;
}

const same = (a: string, b: Hex) => a.toLowerCase() === b;

/** How many orders and leases have not ended: none means that it is over. */
export async function countOpen(db: Db): Promise<number> {
  const [openOrders, openLeases] = await Promise.all([
    db.$count(orders, ne(orders.state, "ended")),
    db.$count(leases, ne(leases.state, "ended")),
  ]);
  return openOrders + openLeases;
}

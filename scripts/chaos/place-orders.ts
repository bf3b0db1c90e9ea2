import { setTimeout as sleep } from "node:timers/promises";
import { getEventMeta } from "@orpc/client";
import type { Hex } from "viem";
import { refusalOf } from "@/lib/api/client";
import type { Lease } from "@/lib/api/leases";
import { orderIdOf } from "@/lib/orders/order-id";
import type { Random } from "@/lib/sandbox/testing/random";
import type { Customer } from "@/scripts/customer/open-customer";
import { payTab } from "@/scripts/customer/pay-tab";
import { signScript } from "@/scripts/customer/sign-script";
import { persist } from "./persist";

/** One order that the market said it had, and what its customer has seen of it since. */
export type Acknowledged = {
  id: Hex;
  customer: Customer;
  lines: number;
  /** It may run once only. */
  once: boolean;
  acknowledgedMs: number;
  /** When its customer saw it ended. */
  endedMs?: number;
  /** Holes and repeats in a log, sums that cannot be. */
  faults: string[];
};

export type Load = { acknowledged: Acknowledged[]; refused: Map<string, number>; done: () => Promise<void> };

/** Counts its lines, and works between them, so that a kill has something to interrupt. */
const source = new TextEncoder().encode(`
const [name, lines, work] = args;
for (let line = 1; line <= Number(lines); line++) {
  let sum = 0;
  for (let n = 0; n < Number(work); n++) sum = (sum + n * line) % 1000003;
  console.log(name, "line", line, "of", lines, sum);
}`);

/** Orders at a steady pace, each customer's one after the other as a terminal would, until the signal aborts. */
export function placeOrders(
  customers: Customer[],
  { random, perMinute, signal }: { random: Random; perMinute: number; signal: AbortSignal },
): Load {
  const acknowledged: Acknowledged[] = [];
  const refused = new Map<string, number>();
  const everyMs = (60_000 / perMinute) * customers.length;
  const loops = customers.map(async (customer, at) => {
    await sleep((everyMs / customers.length) * at);
    const open: Promise<void>[] = [];
    while (!signal.aborted) {
      const pause = sleep(everyMs, undefined, { signal }).catch(() => undefined);
      // Drawn before anything is awaited: the draws of a seed are the same whatever the machine's pace.
      const wish = {
        lines: 1 + random.below(20),
        work: 1_000 * (1 + random.below(40)),
        once: random.chance(1, 4),
      };
      const placed = await place(customer, wish).catch((error: unknown) => {
        const code = refusalOf(error)?.code ?? String(error);
        refused.set(code, (refused.get(code) ?? 0) + 1);
      });
      if (placed) {
        acknowledged.push(placed);
        open.push(follow(placed));
      }
      await pause;
    }
    await Promise.all(open);
  });
  return {
    acknowledged,
    refused,
    done: async () => {
      await Promise.all(loops);
    },
  };
}

/** An order counts as acknowledged when the gateway has answered for it; until then the same signed order is sent again. */
async function place(
  customer: Customer,
  { lines, work, once }: { lines: number; work: number; once: boolean },
): Promise<Acknowledged> {
  const { signed } = await persist(() =>
    signScript(customer, source, ["chaos", String(lines), String(work)], {
      whenNothingMatches: "wait",
      whenDeviceFails: once ? "end" : "elsewhere",
    }),
  );
  await persist(() => customer.api.orders.place(signed)).catch((error: unknown) => {
    if (refusalOf(error)?.code !== "ORDER_REPLAYED") throw error;
  });
  const id = orderIdOf(signed.terms);
  return { id, customer, lines, once, acknowledgedMs: performance.now(), faults: [] };
}

/** Watches each lease of an order to its end, pays it, and goes on with the next until the order has ended. */
async function follow(order: Acknowledged): Promise<void> {
  const { customer, id } = order;
  const seen = new Set<Hex>();
  try {
    for (;;) {
      const { leaseId, state } = await persist(() => customer.api.orders.get({ id }), 600_000);
      if (leaseId && !seen.has(leaseId)) {
        seen.add(leaseId);
        await watch(order, leaseId);
      } else if (state === "ended") {
        order.endedMs = performance.now();
        return;
      } else await sleep(250);
    }
  } catch (error) {
    // What is here has been answered: a refusal where none can be.
    order.faults.push(`following it failed: ${refusalOf(error)?.code ?? String(error)}`);
  }
}

/** Reads the log as it comes, taking a broken stream up where it broke, and finds every hole and repeat. */
async function watch(order: Acknowledged, lease: Hex): Promise<void> {
  const { api } = order.customer;
  const heard = { stdout: "", stderr: "" };
  let lastEventId: string | undefined;
  for (;;) {
    try {
      for await (const event of await api.leases.watch(
        { id: lease },
        { ...(lastEventId && { lastEventId }) },
      )) {
        lastEventId = getEventMeta(event)?.id ?? lastEventId;
        if (event.type === "log") {
          const at = Buffer.byteLength(heard[event.stream]);
          if (event.offset !== at)
            order.faults.push(`${event.stream} of ${lease} goes on at ${event.offset}, not at ${at}`);
          heard[event.stream] += event.text;
        }
        if (event.type !== "lease" || event.lease.state !== "ended") continue;
        if (event.lease.reason === "COMPLETED") checkLines(order, lease, heard.stdout);
        if (event.lease.payment.state === "unsigned")
          await persist(() => payInTurn(order.customer, event.lease));
        return;
      }
    } catch (error) {
      if (refusalOf(error)?.code === "VOUCHER_WRONG") throw error;
      await sleep(500);
    }
  }
}

/** The result of a workload that completed is in its log to the last line. */
function checkLines(order: Acknowledged, lease: Hex, stdout: string): void {
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => / line (\d+) of /.exec(line)?.[1]);
  const wanted = Array.from({ length: order.lines }, (_, at) => String(at + 1));
  if (lines.join() !== wanted.join())
    order.faults.push(`the log of ${lease} has lines ${lines.join()} instead of 1 to ${order.lines}`);
}

const paying = new WeakMap<Customer, Promise<unknown>>();

/** A tab is one running sum: a customer signs for one lease after the other. */
function payInTurn(customer: Customer, lease: Lease): Promise<unknown> {
  const turn = (paying.get(customer) ?? Promise.resolve()).then(
    () => payTab(customer, lease),
    () => payTab(customer, lease),
  );
  paying.set(
    customer,
    turn.catch(() => undefined),
  );
  return turn;
}

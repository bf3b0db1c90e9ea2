import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { refusalOf } from "@/lib/api/client";
import type { Lease, Receipt } from "@/lib/api/leases";
import { checkReceipt } from "@/lib/leases/check-receipt";
import { transactionOnChain } from "@/lib/leases/payment-on-chain";
import { exactUsd } from "@/lib/money/usd6";
import { leaseSeal, newContentKey, unpackResult, type LeaseSeal } from "@/lib/orders/seal";
import { reasonText } from "@/lib/reasons";
import { toJson } from "@/lib/to-json";
import { handOverKey } from "./customer/hand-over-key";
import { openCustomer, type Customer } from "./customer/open-customer";
import { payTab } from "./customer/pay-tab";
import { placeScript } from "./customer/place-script";
import { runningGateway } from "./customer/running-gateway";

/**
 * A customer's whole path from a terminal, against a running market and with a wallet that nobody has seen
 * before: test dollars, deposit, session key, order, log, result, voucher, settlement. Prints the receipt.
 * With `--seal` the gateway gets ciphertext, and the key goes to the leased device alone.
 * Ends with 1 and the reason if any step does not come about.
 */
const gateway = runningGateway();
const { values, positionals } = parseArgs({
  options: { seal: { type: "boolean", default: false } },
  allowPositionals: true,
});
const source = positionals[0] ? readFileSync(positionals[0]) : new TextEncoder().encode(sample());
const contentKey = values.seal ? newContentKey() : undefined;

const since = performance.now();
const say = (what: string, detail = "") =>
  console.log(
    `  ${`${((performance.now() - since) / 1000).toFixed(2)} s`.padStart(8)}  ${what.padEnd(12)} ${detail}`,
  );

try {
  await firstLease();
} catch (error) {
  console.error(`\n  ${words(error)}\n`);
  process.exit(1);
}

function words(error: unknown): string {
  const refusal = refusalOf(error);
  if (refusal) return `${refusal.code}: ${refusal.message} ${refusal.next}`;
  if (error instanceof TypeError && error.message === "fetch failed")
    return `Nothing answers at ${gateway}. Start a market with npm start, or name one with AMBIT_GATEWAY.`;
  return error instanceof Error ? error.message : String(error);
}

async function firstLease(): Promise<void> {
  console.log(`\n  A first lease at ${gateway}\n`);
  const customer = await openCustomer(gateway, say);
  const { api } = customer;
  const args = ["first", "lease"];
  const { order, preview, orderedAt } = await placeScript(customer, source, args, contentKey);
  const { ranked, feasible, considered } = preview.decision;
  say(
    "preview",
    ranked[0]
      ? `${preview.devices[0]?.name}, ${ranked[0].ratePerHour} µ$/h; ${feasible} of ${considered} devices could`
      : "no device could",
  );
  say("order", order.id);
  const { lease, seal } = await follow(customer, order, orderedAt);
  const result = await api.leases.result({ id: lease.id });
  const receipt = await api.leases.receipt({ id: lease.id });
  say("result", `${result.outcome.stdoutBytes} bytes, sha256 ${result.outcome.stdoutSha256}`);
  if (seal) {
    const opened = unpackResult(await seal.open("result", 0, Buffer.from(result.stdout, "base64")));
    say("opened", `${opened.bytes.length} of ${opened.totalBytes} bytes, with the key of this customer`);
  }
  if (lease.reason !== "COMPLETED")
    throw new Error(`The lease ended with ${lease.reason}: ${reasonText(lease.reason, lease.facts)}`);
  if (!receipt.settlement) throw new Error("The lease is not settled.");
  await checkForStrangers(customer, receipt);
  console.log(`\n  Receipt\n\n${indent(toJson(receipt, 2))}\n`);
  console.log(
    `  Paid ${exactUsd(lease.cost!)} USDC for ${lease.billedSeconds} s, settled in ${receipt.settlement.transaction}\n`,
  );
}

type Order = Awaited<ReturnType<typeof placeScript>>["order"];
type Followed = { lease: Lease; seal: LeaseSeal | undefined };

/** Follows the order to the end of its last lease: a device that is passed over is not the end of it. */
async function follow(customer: Customer, order: Order, orderedAt: number): Promise<Followed> {
  for (let id = order.leaseId; ;) {
    if (!id) throw new Error(`The order waits: ${reasonText(order.reason, order.facts)}`);
    const seal = contentKey && (await handOver(customer, id, contentKey));
    const lease = await watch(customer, id, orderedAt, seal);
    id = await leaseAfter(customer, lease);
    if (!id) return { lease, seal };
    say("elsewhere", reasonText(lease.reason, lease.facts));
  }
}

/** The lease that the order has on another device now; null if it has ended with this one. */
async function leaseAfter({ api }: Customer, { id, orderId }: Lease): Promise<Lease["id"] | null> {
  for (;;) {
    const { state, leaseId } = await api.orders.get({ id: orderId });
    if (leaseId && leaseId !== id) return leaseId;
    if (state === "ended") return null;
    await sleep(250);
  }
}

/** Hands the key of a sealed order over, and opens with it what comes home. */
async function handOver(customer: Customer, leaseId: Lease["id"], key: Uint8Array): Promise<LeaseSeal> {
  const { device } = await customer.api.leases.get({ id: leaseId });
  await handOverKey(customer, { leaseId, device: device.id, contentKey: key });
  say("key", `sealed to ${device.name}, whose own key it is`);
  return leaseSeal(key, leaseId);
}

/** Follows the lease to its settlement; pays as soon as it has ended. */
async function watch(
  customer: Customer,
  id: Lease["id"],
  orderedAt: number,
  seal: LeaseSeal | undefined,
): Promise<Lease> {
  let last: Lease | undefined;
  let firstLog = true;
  for await (const event of await customer.api.leases.watch({ id })) {
    if (event.type === "log") {
      if (firstLog) say("first log", `${Math.round(performance.now() - orderedAt)} ms after the order`);
      firstLog = false;
      const text = seal ? await openText(seal, event) : event.text;
      for (const line of text.trimEnd().split("\n")) console.log(`            │ ${line}`);
    } else if (event.type === "lease") {
      const { lease } = event;
      if (lease.state !== last?.state || lease.payment.state !== last.payment.state) {
        say(
          lease.state === "ended" ? lease.payment.state : lease.state,
          reasonText(lease.reason, lease.facts),
        );
      }
      if (lease.state === "ended" && last?.state !== "ended" && lease.payment.state === "unsigned")
        say("voucher", `signed for ${exactUsd((await payTab(customer, lease)) ?? 0n)} USDC`);
      last = lease;
    }
  }
  if (!last) throw new Error("Nothing was heard of the lease.");
  return last;
}

type LogPiece = { stream: "stdout" | "stderr"; offset: number; text: string };

async function openText(seal: LeaseSeal, { stream, offset, text }: LogPiece): Promise<string> {
  return new TextDecoder().decode(await seal.open(stream, offset, Buffer.from(text, "base64")));
}

/** What anybody can do with the receipt: check its signatures and sums, and its payment on the chain. */
async function checkForStrangers({ chain }: Customer, receipt: Receipt): Promise<void> {
  const checks = await checkReceipt(receipt, await transactionOnChain(chain, receipt));
  const wrong = checks.find(({ state }) => state !== "holds");
  if (wrong) throw new Error(`The receipt does not check out (${wrong.name}): ${wrong.found}`);
  say("checked", checks.map(({ name }) => name).join(", "));
}

function sample(): string {
  return `
console.log("Hello from a device. Arguments:", args.join(" "));
let sum = 0;
for (let n = 1; n <= 5; n++) { sum += n; console.log("line", n, "of 5"); }
console.log("sum", sum);
`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

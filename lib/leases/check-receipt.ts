import { recoverAddress } from "viem";
import type { Receipt } from "@/lib/api/leases";
import { deviceIdOf } from "@/lib/chain/device-key";
import { amountDown } from "@/lib/chain/roundings";
import { digestOf, domain, leaseId } from "@/lib/chain/typed-data";
import { orderIdOf } from "@/lib/orders/order-id";
import { orderFault, sessionFault, type Signing } from "@/lib/orders/order-proof";
import { lowerAddress } from "@/lib/wire";
import { isOfferSigned } from "./offer";
import type { ReceiptCheck } from "./receipt-check";
import { checkPaymentOnChain, type TransactionOnChain } from "./payment-on-chain";
import { isReportSigned } from "./report";

/**
 * Checks a receipt with nothing but mathematics: who signed what, and whether the sums follow. With what a
 * node says of the settling transaction (`transactionOnChain`) the payment is checked too; without, it is
 * only repeated. Whether the session was revoked meanwhile, only the chain knows.
 *
 * The contracts' addresses are part of what was signed. A receipt for other contracts than the ones the
 * reader means checks out against those others: compare `contracts` and `chainId` with a source you trust.
 */
export async function checkReceipt(
  receipt: Receipt,
  transaction?: TransactionOnChain,
): Promise<ReceiptCheck[]> {
  const signing: Signing = receipt;
  return [
    await checkOrder(signing, receipt),
    checkDevice(signing, receipt),
    checkPrice(receipt),
    checkReport(signing, receipt),
    checkCost(receipt),
    await checkVoucher(signing, receipt),
    transaction === undefined ? repeatSettlement(receipt) : checkPaymentOnChain(receipt, transaction),
  ];
}

async function checkOrder(signing: Signing, { order, lease }: Receipt): Promise<ReceiptCheck> {
  const fault =
    (await orderFault(signing, order)) ??
    (orderIdOf(order.terms) === lease.orderId ? undefined : "the terms are not those of the lease's order") ??
    (order.terms.customer === lease.customer ? undefined : "the order is another customer's");
  return verdict(
    "order",
    fault,
    "The wallet allowed the session key, and the session key signed this order.",
  );
}

function checkDevice(signing: Signing, { deviceKey, offer, lease }: Receipt): ReceiptCheck {
  if (!offer) return open("device", "The device did not accept the lease.");
  const { signature, ...rest } = offer;
  const terms = { device: lease.device.id, order: lease.orderId, ...rest };
  const fault =
    deviceIdOf(deviceKey) !== lease.device.id
      ? "the key is not the device's"
      : leaseId(terms) !== lease.id
        ? "the terms are not those of this lease"
        : isOfferSigned(signing, terms, signature, deviceKey)
          ? undefined
          : "the device did not sign these terms";
  return verdict("device", fault, "The device's key signed the terms that name this lease.");
}

function checkPrice({ order, offer, lease }: Receipt): ReceiptCheck {
  const rate = offer?.ratePerHour ?? lease.ratePerHour;
  const limit = order.terms.maxRatePerHour;
  const fault =
    rate !== lease.ratePerHour
      ? `the lease says ${lease.ratePerHour} µ$/h, the device signed ${rate} µ$/h`
      : rate > limit
        ? `${rate} µ$/h is over the ${limit} µ$/h that were signed`
        : undefined;
  return verdict("price", fault, `${rate} µ$/h is within the ${limit} µ$/h that the customer signed.`);
}

function checkReport(signing: Signing, { report, lease, deviceKey }: Receipt): ReceiptCheck {
  if (!report || !lease.outcome) return open("report", "The workload did not run to an end of its own.");
  const { resultRoot, stdoutSha256 } = lease.outcome;
  const said = { lease: lease.id, resultRoot, stdoutSha256, ranMs: report.ranMs };
  return verdict(
    "report",
    isReportSigned(signing, said, report.signature, deviceKey)
      ? undefined
      : "the device did not sign this result",
    `The device signed for this result and for ${report.ranMs} ms.`,
  );
}

function checkCost({ order, report, lease }: Receipt): ReceiptCheck {
  const cost = lease.cost ?? 0n;
  const seconds = lease.billedSeconds ?? 0;
  if (cost === 0n && seconds === 0) return verdict("cost", undefined, "Nothing was billed.");
  const most = amountDown(lease.ratePerHour, BigInt(seconds));
  const fault =
    cost > most
      ? `${cost} µ$ is more than ${seconds} s at ${lease.ratePerHour} µ$/h`
      : cost > order.terms.maxTotal
        ? `${cost} µ$ is over the ceiling of ${order.terms.maxTotal} µ$ that was signed`
        : seconds > order.terms.maxSeconds
          ? `${seconds} s is over the ${order.terms.maxSeconds} s that were signed`
          : report && seconds * 1000 >= report.ranMs + 1000
            ? `${seconds} s were billed for ${report.ranMs} ms`
            : undefined;
  return verdict("cost", fault, `${seconds} s at ${lease.ratePerHour} µ$/h is ${cost} µ$, rounded down.`);
}

async function checkVoucher(signing: Signing, { voucher, lease }: Receipt): Promise<ReceiptCheck> {
  if (!lease.cost) return open("voucher", "Nothing was owed.");
  if (!voucher) return open("voucher", "The customer's key has not signed for it yet.");
  const { cumulative, sessionKey, signature, session } = voucher;
  const hash = digestOf("Tab", domain(signing.chainId, signing.contracts.escrow), {
    customer: lease.customer,
    operator: lease.operator,
    feeBps: lease.feeBps,
    cumulative,
  });
  const signer = await recoverAddress({ hash, signature }).then(lowerAddress, () => undefined);
  const fault =
    (await sessionFault(signing, { customer: lease.customer, key: sessionKey }, session)) ??
    (signer === sessionKey ? undefined : "the voucher is not signed by its key") ??
    (cumulative >= lease.cost ? undefined : "the voucher is for less than this lease");
  return verdict(
    "voucher",
    fault,
    `The customer's key signed for ${cumulative} µ$ to this operator in all at this lease's fee of ${lease.feeBps} basis points, this lease among them.`,
  );
}

/** What the gateway says of the payment is no proof of it. */
function repeatSettlement({ settlement, lease }: Receipt): ReceiptCheck {
  if (!lease.cost) return open("settlement", "Nothing was to be paid.");
  if (!settlement) return open("settlement", "The contract has not paid for it yet.");
  if (settlement.cumulative < lease.cost)
    return verdict("settlement", "the payment is for less than this lease", "");
  return open(
    "settlement",
    `Block ${settlement.block} is said to have paid ${settlement.paid} µ$; ask a node of that chain.`,
  );
}

const open = (name: ReceiptCheck["name"], found: string): ReceiptCheck => ({ name, state: "open", found });

function verdict(name: ReceiptCheck["name"], fault: string | undefined, found: string): ReceiptCheck {
  return fault ? { name, state: "fails", found: sentence(fault) } : { name, state: "holds", found };
}

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

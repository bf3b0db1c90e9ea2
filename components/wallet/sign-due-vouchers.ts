import { isAddressEqual, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { client } from "@/components/api/api";
import type { Deployment } from "@/lib/chain/deployment";
import { domain, typedData } from "@/lib/chain/typed-data";
import { tabName } from "@/lib/leases/tab";
import { orderIdOf } from "@/lib/orders/order-id";
import { orderFault } from "@/lib/orders/order-proof";
import type { SessionScope } from "./holds-session-keys";
import { nextTab, type TabDue } from "./next-tab";
import { keepSessionKey, sessionKeysOf, type SessionKey, type TabVoucher } from "./session-key-store";

/** What came of it: vouchers handed in, and what was refused with the reason. */
export type SignedVouchers = { handedIn: number; refused: unknown[] };

/**
 * Signs for every ended lease whose order one of the wallet's keys signed, so that operators are paid without anybody
 * pressing anything. One tab at a time does it; the key's own memory decides what is owed.
 */
export async function signDueVouchers(scope: SessionScope): Promise<SignedVouchers> {
  return navigator.locks.request(`ambit.vouchers.${scope.wallet}`, async () => {
    const outcome: SignedVouchers = { handedIn: 0, refused: [] };
    for (const due of await client.leases.due()) {
      try {
        if (await settleTab(scope, due)) outcome.handedIn += 1;
      } catch (error) {
        outcome.refused.push(error);
      }
    }
    return outcome;
  });
}

/** Signs and hands in one tab. False when this browser holds no key that is still good. */
async function settleTab(scope: SessionScope, due: TabDue): Promise<boolean> {
  const held = sessionKeysOf(scope);
  const key = keyFor(held, due, Date.now());
  if (!key) return false;
  const orders = await knownOrders(scope, held, due);
  const next = nextTab({ ...key, orders }, due, await provenBy(scope, due));
  let voucher: TabVoucher;
  if ("resend" in next) voucher = next.resend;
  else {
    const { sign: cumulative, before, leases, ordersLeft } = next;
    voucher = {
      before,
      cumulative,
      leases,
      signature: await signTab(scope, key.privateKey, due, cumulative),
    };
    // Kept before it is handed in: if the answer is lost, the same voucher goes again.
    keepSessionKey(scope, { ...key, orders: ordersLeft, tabs: { ...key.tabs, [tabName(due)]: voucher } });
  }
  await client.leases.voucher({
    customer: scope.wallet,
    operator: due.operator,
    feeBps: due.feeBps,
    cumulative: voucher.cumulative,
    sessionKey: key.key,
    signature: voucher.signature,
  });
  return true;
}

/** The key that signed the newest of the orders, or else any that is still good: all of them are the wallet's. */
function keyFor(held: readonly SessionKey[], due: TabDue, nowMs: number): SessionKey | undefined {
  const good = held.filter(({ validUntil }) => validUntil * 1000 > nowMs);
  return good.find(({ key }) => isAddressEqual(key, due.sessionKey)) ?? good[0];
}

/**
 * What the orders behind a tab allow: by this browser's own memory, or, for one that was signed in another
 * browser or with a key that is gone, by its signatures. Those say what it may cost and not what was paid
 * for it before; a gateway that asks twice gets at most the order's ceiling once more, and two vouchers
 * of the customer that show it.
 */
async function knownOrders(
  { wallet }: SessionScope,
  held: readonly SessionKey[],
  due: TabDue,
): Promise<SessionKey["orders"]> {
  const known: SessionKey["orders"] = Object.assign({}, ...held.toReversed().map(({ orders }) => orders));
  const foreign = due.leases.filter(({ orderId }) => !known[orderId]);
  if (foreign.length === 0) return known;
  const { chain, contracts } = await client.market.get();
  const signing = { chainId: chain.id, contracts: contracts as Deployment["contracts"] };
  for (const { orderId, order } of foreign) {
    const { terms } = order;
    const isOurs = orderIdOf(terms) === orderId && isAddressEqual(terms.customer, wallet);
    if (isOurs && (await orderFault(signing, order)) === undefined)
      known[orderId] = { maxRatePerHour: terms.maxRatePerHour, left: terms.maxTotal };
  }
  return known;
}

const signTab = (
  { chainId, escrow, wallet }: SessionScope,
  privateKey: `0x${string}`,
  { operator, feeBps }: TabDue,
  cumulative: bigint,
) =>
  privateKeyToAccount(privateKey).signTypedData(
    typedData("Tab", domain(chainId, escrow), { customer: wallet, operator, feeBps, cumulative }),
  );

/** The cumulative amount that the gateway's voucher proves, if a session key of the wallet signed it. */
async function provenBy({ chainId, escrow, wallet }: SessionScope, due: TabDue): Promise<bigint> {
  if (!due.signedBy) return 0n;
  const message = { customer: wallet, operator: due.operator, feeBps: due.feeBps, cumulative: due.signed };
  const signer = await recoverTypedDataAddress({
    ...typedData("Tab", domain(chainId, escrow), message),
    signature: due.signedBy.signature,
  });
  const known = await client.sessionKeys.list();
  return known.some(({ key }) => isAddressEqual(key, signer)) ? due.signed : 0n;
}

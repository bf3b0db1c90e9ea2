import { isAddressEqual, recoverTypedDataAddress, type Address } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { client } from "@/components/api/api";
import { domain, typedData } from "@/lib/chain/typed-data";
import type { SessionScope } from "./holds-session-keys";
import { nextTab, type TabDue } from "./next-tab";
import { keepSessionKey, sessionKeysOf, type TabVoucher } from "./session-key-store";

/** What came of it: vouchers handed in, and what was refused with the reason. */
export type SignedVouchers = { handedIn: number; refused: unknown[] };

/**
 * Signs for every ended lease whose order this browser signed, so that operators are paid without anybody
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

/** Signs and hands in one tab. False when another browser holds its key. */
async function settleTab(scope: SessionScope, due: TabDue): Promise<boolean> {
  const key = sessionKeysOf(scope).find((kept) => isAddressEqual(kept.key, due.sessionKey));
  if (!key) return false;
  const next = nextTab(key, due, await provenBy(scope, due));
  let voucher: TabVoucher;
  if ("resend" in next) voucher = next.resend;
  else {
    const { sign: cumulative, before, leases, ordersLeft } = next;
    voucher = {
      before,
      cumulative,
      leases,
      signature: await signTab(scope, key.privateKey, due.operator, cumulative),
    };
    // Kept before it is handed in: if the answer is lost, the same voucher goes again.
    keepSessionKey(scope, { ...key, orders: ordersLeft, tabs: { ...key.tabs, [due.operator]: voucher } });
  }
  await client.leases.voucher({
    customer: scope.wallet,
    operator: due.operator,
    cumulative: voucher.cumulative,
    sessionKey: key.key,
    signature: voucher.signature,
  });
  return true;
}

const signTab = (
  { chainId, escrow, wallet }: SessionScope,
  privateKey: `0x${string}`,
  operator: Address,
  cumulative: bigint,
) =>
  privateKeyToAccount(privateKey).signTypedData(
    typedData("Tab", domain(chainId, escrow), { customer: wallet, operator, cumulative }),
  );

/** The cumulative amount that the gateway's voucher proves, if a session key of the wallet signed it. */
async function provenBy({ chainId, escrow, wallet }: SessionScope, due: TabDue): Promise<bigint> {
  if (!due.signedBy) return 0n;
  const message = { customer: wallet, operator: due.operator, cumulative: due.signed };
  const signer = await recoverTypedDataAddress({
    ...typedData("Tab", domain(chainId, escrow), message),
    signature: due.signedBy.signature,
  });
  const known = await client.sessionKeys.list();
  return known.some(({ key }) => isAddressEqual(key, signer)) ? due.signed : 0n;
}

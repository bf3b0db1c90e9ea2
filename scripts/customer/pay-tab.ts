import type { Lease } from "@/lib/api/leases";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { tabName, tabToSign } from "@/lib/leases/tab";
import { lowerAddress } from "@/lib/wire";
import type { Customer } from "./open-customer";

/**
 * Checks what is owed to the lease's operator against the customer's own memory, and signs for exactly that.
 * Returns the new sum, or undefined when an earlier call has paid for the lease already.
 */
export async function payTab(customer: Customer, lease: Lease): Promise<bigint | undefined> {
  const { api, key, signed, deployment } = customer;
  const due = (await api.leases.due()).find((tab) => tabName(tab) === tabName(lease));
  if (!due) return undefined;
  const ours = signed.get(tabName(lease)) ?? new Set([0n]);
  if (!ours.has(due.signed))
    throw new MarketError("VOUCHER_WRONG", { detail: `${due.signed} µ$ were never signed here` });
  const debts = due.leases.map(({ cost, billedSeconds, ...rest }) => ({
    ...rest,
    cost: cost ?? 0n,
    billedSeconds: billedSeconds ?? 0,
  }));
  const cumulative = tabToSign({ signed: due.signed }, debts, due.cumulative);
  const { customer: wallet, operator, feeBps } = lease;
  const tab = { customer: wallet, operator, feeBps, cumulative };
  const { chainId, contracts } = deployment;
  const signature = await key.sign({ hash: digestOf("Tab", domain(chainId, contracts.escrow), tab) });
  // Remembered before it leaves: a gateway that dies while it answers may have taken it.
  signed.set(tabName(lease), ours.add(cumulative));
  await api.leases.voucher({ ...tab, sessionKey: lowerAddress(key.address), signature });
  return cumulative;
}

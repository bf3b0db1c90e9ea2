import type { Lease } from "@/lib/api/leases";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { tabToSign } from "@/lib/leases/tab";
import { lowerAddress } from "@/lib/wire";
import type { Customer } from "./open-customer";

/** Checks what is owed to the lease's operator against the customer's own memory, and signs for exactly that. Returns the new sum. */
export async function payTab(customer: Customer, lease: Lease): Promise<bigint> {
  const { api, key, signed, deployment } = customer;
  const due = (await api.leases.due()).find(({ operator }) => operator === lease.operator);
  if (!due) throw new Error(`Nothing is owed to ${lease.operator}, but the lease is unsigned.`);
  const debts = due.leases.map(({ cost, billedSeconds, ...rest }) => ({
    ...rest,
    cost: cost ?? 0n,
    billedSeconds: billedSeconds ?? 0,
  }));
  const cumulative = tabToSign({ signed: signed.get(lease.operator) ?? 0n }, debts, due.cumulative);
  const tab = { customer: lease.customer, operator: lease.operator, cumulative };
  const { chainId, contracts } = deployment;
  const signature = await key.sign({ hash: digestOf("Tab", domain(chainId, contracts.escrow), tab) });
  await api.leases.voucher({ ...tab, sessionKey: lowerAddress(key.address), signature });
  signed.set(lease.operator, cumulative);
  return cumulative;
}

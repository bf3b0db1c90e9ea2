import type { Address } from "viem";

/** Names contracts by what the market calls them, and leaves other addresses as they are. */
export function contractNames(contracts: Readonly<Record<string, Address>>): (address: string) => string {
  const names = new Map(Object.entries(contracts).map(([name, address]) => [address.toLowerCase(), name]));
  return (address) => names.get(address.toLowerCase()) ?? address;
}

import "server-only";
import { createHash } from "node:crypto";
import { BlockList, isIP } from "node:net";

/** Addresses that say nothing of where on the internet somebody is. */
const local = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  local.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  local.addSubnet(net, bits, "ipv6");

/**
 * The network that an address belongs to, as a number from 1 to 2^31 - 1: a hash of its block, the /24 of an IPv4
 * and the /48 of an IPv6 address. 0 for what is no address, or a local one. Two blocks may come to one number, and
 * then count as one; one block never has two. The hash is for the width: who tries all blocks finds the one.
 */
export function networkOf(address: string): number {
  const block = blockOf(address);
  if (block === undefined) return 0;
  return (createHash("sha256").update(block).digest().readUInt32BE() % (2 ** 31 - 1)) + 1;
}

function blockOf(address: string): string | undefined {
  const version = isIP(address);
  if (version === 4) return local.check(address) ? undefined : address.split(".", 3).join(".");
  if (version !== 6 || local.check(address, "ipv6")) return undefined;
  const groups = groupsOf(address);
  const [high, low] = groups.slice(6) as [number, number];
  const isMapped = groups.slice(0, 6).join() === "0,0,0,0,0,65535";
  if (isMapped) return blockOf([high >> 8, high & 255, low >> 8, low & 255].join("."));
  return groups
    .slice(0, 3)
    .map((group) => group.toString(16))
    .join(":");
}

/** The eight groups of an IPv6 address, however it is written. */
function groupsOf(address: string): number[] {
  // A URL writes it in one way: in hex, and with "::" for the longest run of zeros.
  const { hostname } = new URL(`http://[${address.split("%")[0]}]`);
  const [left, right] = hostname
    .slice(1, -1)
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const [head, tail] = [left!, right ?? []];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}

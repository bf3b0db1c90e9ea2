import { stringToHex, type Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import {
  digestOf,
  domain,
  leaseId,
  orderHash,
  sessionScope,
  type SignedMessage,
  type SignedName,
} from "@/lib/chain/typed-data";
import type { Device, World } from "./world";

type Checks = "escrow" | "leases" | "devices";

export const text32 = (text: string) => stringToHex(text, { size: 32 });

const domainOf = ({ deployment }: World, contract: Checks) =>
  domain(deployment.chainId, deployment.contracts[contract]);

function sign<Name extends SignedName>(
  world: World,
  by: PrivateKeyAccount,
  contract: Checks,
  name: Name,
  message: SignedMessage<Name>,
): Promise<Hex> {
  return by.sign({ hash: digestOf(name, domainOf(world, contract), message) });
}

/** A customer and its session key. */
export type Customer = { wallet: PrivateKeyAccount; key: PrivateKeyAccount };

export async function authorise(world: World, { wallet, key }: Customer, cap: bigint): Promise<void> {
  const session = {
    customer: wallet.address,
    key: key.address,
    cap,
    validUntil: (await world.now()) + 30 * 86_400,
    scope: sessionScope.tabs | sessionScope.leases,
    salt: 1n,
  };
  const signature = await sign(world, wallet, "escrow", "Session", session);
  await world.send(world.relayer, "escrow", "authorise", session, signature);
}

/** The arguments with which anyone redeems a customer's tab. */
export async function tab(
  world: World,
  { wallet, key }: Customer,
  operator: Hex,
  cumulative: bigint,
  feeBps = 200,
): Promise<unknown[]> {
  const message = { customer: wallet.address, operator, feeBps, cumulative };
  return [message, key.address, await sign(world, key, "escrow", "Tab", message)];
}

export async function enrol(world: World, device: Device, operator: PrivateKeyAccount): Promise<void> {
  const enrolment = {
    device: device.id,
    operator: operator.address,
    payout: operator.address,
    nonce: await world.read<bigint>(["devices", "nonceOf", device.id]),
    validUntil: (await world.now()) + 3600,
  };
  const { x, y } = device.publicKey;
  const byOperator = await sign(world, operator, "devices", "Enrolment", enrolment);
  const byDevice = device.sign(digestOf("Enrolment", domainOf(world, "devices"), enrolment));
  await world.send(world.relayer, "devices", "enrol", enrolment, x, y, byOperator, byDevice);
}

export type OpenLease = {
  id: Hex;
  offer: SignedMessage<"Offer">;
  /** The arguments of `Leases.open`. */
  opening: unknown[];
};

/** What opens a lease: an order of the customer's key and an offer of the device. */
export async function leaseTerms(
  world: World,
  { wallet, key }: Customer,
  device: Device,
  terms: { salt: bigint; maxSeconds: number; tier?: number },
): Promise<OpenLease> {
  const { salt, maxSeconds, tier = 0 } = terms;
  const until = (await world.now()) + 86_400;
  const order = {
    customer: wallet.address,
    specHash: text32("spec"),
    maxRatePerHour: 7_200_000n,
    maxTotal: 50_000_000n,
    startBy: until,
    maxSeconds,
    minTier: tier,
    salt,
  };
  const offer = {
    device: device.id,
    order: orderHash(order),
    ratePerHour: 3_600_000n,
    tier,
    validUntil: until,
    salt,
  };
  const orderSignature = await sign(world, key, "leases", "Order", order);
  const offerSignature = device.sign(digestOf("Offer", domainOf(world, "leases"), offer));
  return { id: leaseId(offer), offer, opening: [order, key.address, orderSignature, offer, offerSignature] };
}

export async function voucher(
  world: World,
  { key }: Customer,
  lease: Hex,
  cumulative: bigint,
): Promise<unknown[]> {
  const signature = await sign(world, key, "leases", "Voucher", { lease, cumulative });
  return [lease, cumulative, key.address, signature];
}

/** The arguments with which both sides end a lease at once. */
export async function ending(
  world: World,
  { key }: Customer,
  device: Device,
  { id, offer }: OpenLease,
  cumulative: bigint,
): Promise<unknown[]> {
  const closing = { lease: id, cumulative, reason: text32("EXIT_ZERO") };
  const byKey = await sign(world, key, "leases", "Close", closing);
  const byDevice = device.sign(digestOf("Close", domainOf(world, "leases"), closing));
  return [offer, closing, key.address, byKey, byDevice];
}

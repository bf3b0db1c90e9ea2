import { keccak256, toHex, type Address, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Db } from "@/db/client";
import { chainBalances, chainSessions } from "@/db/schema/chain";
import { sessionKeys } from "@/db/schema/money";
import { digestOf, domain, sessionScope, typedData } from "@/lib/chain/typed-data";
import { z } from "zod";
import { refusalOf } from "@/lib/api/client";
import { tabDueSchema } from "@/lib/api/leases";
import { tabName, tabToSign } from "@/lib/leases/tab";
import { orderDigest, orderIdOf } from "@/lib/orders/order-id";
import type { Signing } from "@/lib/orders/order-proof";
import { specHash, specSchema } from "@/lib/orders/spec";
import { lowerAddress } from "@/lib/wire";
import type { Context } from "@/server/context";
import { handInVoucher } from "@/server/money/hand-in-voucher";
import { tabsDue } from "@/server/money/tabs-due";
import { cancelOrder } from "@/server/orders/cancel-order";
import { placeOrder } from "@/server/orders/place-order";
import type { Process } from "./gateway";
import { AbortSignal as WorldSignal } from "./globals";
import type { Network } from "./network";
import { pause, wallMs, world } from "./schedule";

const tabDuesSchema = z.array(tabDueSchema);

export type Placed = {
  id: Hex;
  once: boolean;
  cancelled: boolean;
  /** Placed when all is well again, on a device that has to run it then. */
  hasToRun?: true;
};

export type Customer = { wallet: Address; key: ReturnType<typeof privateKeyToAccount>; placed: Placed[] };

/** A customer with money in the contract and a session key, as the chain and the indexer would tell. */
export async function openCustomer(db: Db, signing: Signing, secret: string): Promise<Customer> {
  const account = privateKeyToAccount(keccak256(toHex(`${secret} wallet`)));
  const key = privateKeyToAccount(keccak256(toHex(`${secret} key`)));
  const [customer, keyAddress] = [lowerAddress(account.address), lowerAddress(key.address)];
  const terms = {
    customer,
    key: keyAddress,
    cap: 50_000_000n,
    validUntil: Math.floor(wallMs() / 1000) + 86_400,
    scope: sessionScope.tabs,
    salt: 1n,
  };
  const data = typedData("Session", domain(signing.chainId, signing.contracts.escrow), terms);
  const signature = await account.signTypedData(data);
  await db.insert(chainBalances).values({ customer, balance: 50_000_000n, thawing: 0n });
  await db.insert(sessionKeys).values({ ...terms, salt: "1", signature, createdAt: new Date(wallMs()) });
  await db.insert(chainSessions).values({
    customer,
    key: keyAddress,
    cap: terms.cap,
    spent: 0n,
    validUntil: terms.validUntil,
    scope: 1,
    revoked: false,
    transaction: keccak256("0x00"),
  });
  return { wallet: customer, key, placed: [] };
}

type Way = { network: Network; gateway: () => Process | undefined; signing: Signing; source: string };

/** Asks the gateway as this wallet until it answers: silence is waited out, a refusal is an answer. */
async function persist<T>(
  way: Way,
  wallet: Address,
  name: string,
  verb: (ctx: Context) => Promise<T>,
): Promise<T> {
  for (;;) {
    const patience = WorldSignal.timeout(10_000);
    try {
      return await way.network.call<T>(() => way.gateway()?.life, {
        name,
        signal: patience,
        serve: () => verb(way.gateway()!.ctx({ kind: "wallet", wallet })),
      });
    } catch (error) {
      if (refusalOf(error)) throw error;
      await pause(500, "again");
    }
  }
}

/** Orders some, changes its mind about some, until `untilMs`. */
export async function order(customer: Customer, way: Way, untilMs: number): Promise<void> {
  const { random } = world();
  while (world().now < untilMs) {
    await pause(2_000 + random.below(14_000), "next order");
    const placed = await place(customer, way, {
      whenNothingMatches: random.chance(3, 4) ? "wait" : "refuse",
      ...(random.chance(1, 3) && { whenDeviceFails: "end" }),
    });
    if (placed && random.chance(1, 8)) await changeMind(customer, way, placed);
  }
}

/** Orders something of each of these devices. */
export async function orderOfEach(customer: Customer, way: Way, devices: readonly Hex[]): Promise<void> {
  for (const device of devices) {
    const wish = { whenNothingMatches: "wait", constraints: { pinnedDevices: [device] } };
    const placed = await place(customer, way, wish);
    if (!placed) throw new Error(`nothing could be ordered of ${device}`);
    placed.hasToRun = true;
  }
}

async function place(customer: Customer, way: Way, wish: object): Promise<Placed | undefined> {
  const { wallet, key } = customer;
  const spec = specSchema.parse({
    version: 1,
    workload: { kind: "script", language: "javascript", source: way.source },
    resources: { cpuMillis: 1000, memoryMib: 256, diskMib: 0 },
    ...wish,
  });
  const terms = {
    customer: wallet,
    specHash: specHash(spec),
    maxRatePerHour: 20_000n,
    maxTotal: 20_000n,
    startBy: Math.floor(wallMs() / 1000) + 600,
    maxSeconds: 120,
    minTier: 0,
    salt: BigInt(world().random.bits()),
  };
  const signature = await key.sign({ hash: orderDigest(way.signing, terms) });
  const signed = { spec, terms, sessionKey: lowerAddress(key.address), signature };
  const code = await persist(way, wallet, "place", (ctx) => placeOrder(ctx, signed)).then(
    () => undefined,
    (error: unknown) => refusalOf(error)?.code,
  );
  if (code !== undefined && code !== "ORDER_REPLAYED") return undefined;
  const placed: Placed = { id: orderIdOf(terms), once: spec.whenDeviceFails === "end", cancelled: false };
  customer.placed.push(placed);
  return placed;
}

async function changeMind({ wallet }: Customer, way: Way, placed: Placed): Promise<void> {
  await pause(world().random.below(12_000), "change of mind");
  placed.cancelled = true;
  await persist(way, wallet, "cancel", (ctx) => cancelOrder(ctx, placed)).catch(() => undefined);
}

/** Signs for what is owed, every few seconds, each sum against its own memory. */
export async function pay({ wallet, key }: Customer, way: Way, wrong: (what: string) => void): Promise<void> {
  const signed = new Map<string, Set<bigint>>();
  const { chainId, contracts } = way.signing;
  for (;;) {
    await pause(3_000 + world().random.below(5_000), "pay");
    for (const due of await persist(way, wallet, "due", async (ctx) =>
      tabDuesSchema.parse(await tabsDue(ctx)),
    )) {
      const ours = signed.get(tabName(due)) ?? new Set([0n]);
      if (!ours.has(due.signed)) wrong(`the gateway says that ${due.signed} was signed, which it was not`);
      const debts = due.leases.map(({ cost, billedSeconds, ...rest }) => ({
        ...rest,
        cost: cost ?? 0n,
        billedSeconds: billedSeconds ?? 0,
      }));
      const cumulative = tabToSign({ signed: due.signed }, debts, due.cumulative);
      const tab = { customer: wallet, operator: due.operator, feeBps: due.feeBps, cumulative };
      const signature = await key.sign({ hash: digestOf("Tab", domain(chainId, contracts.escrow), tab) });
      signed.set(tabName(due), ours.add(cumulative));
      await persist(way, wallet, "voucher", (ctx) =>
        handInVoucher(ctx, { ...tab, sessionKey: lowerAddress(key.address), signature }),
      ).catch(() => undefined); // Handed in before, and the answer was lost: the next round shows it.
    }
  }
}

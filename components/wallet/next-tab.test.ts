import { describe, expect, test } from "vitest";
import { tabName } from "@/lib/leases/tab";
import { nextTab, type TabDue } from "./next-tab";
import type { SessionKey, TabVoucher } from "./session-key-store";

const operator = `0x${"0a".repeat(20)}` as const;
const sessionKey = `0x${"0b".repeat(20)}` as const;
const lease = (name: string) => `0x${name.padStart(64, "0")}` as const;

describe("an ordinary bill", () => {
  test("is signed on top of what was signed before, and the order's rest shrinks", () => {
    const { key, due } = setup({ last: { cumulative: 40n }, signed: 40n, costs: [5n, 8n] });
    const next = nextTab(key, due, 0n);
    expect(next).toMatchObject({ sign: 53n, before: 40n });
    expect("sign" in next && next.ordersLeft[lease("101")]).toEqual({ maxRatePerHour: 50_000n, left: 95n });
  });

  test("is the first of its operator", () => {
    const { key, due } = setup({ signed: 0n, costs: [5n] });
    expect(nextTab(key, due, 0n)).toMatchObject({ sign: 5n, before: 0n });
  });

  test("begins at nothing when its fee is another than that of what was signed before", () => {
    const { key, due } = setup({ last: { cumulative: 40n }, signed: 0n, costs: [5n], feeBps: 300 });
    expect(nextTab(key, due, 0n)).toMatchObject({ sign: 5n, before: 0n });
  });

  test("stands on a voucher that another browser signed, when that voucher is shown", () => {
    const { key, due } = setup({ signed: 70n, costs: [5n] });
    expect(nextTab(key, due, 70n)).toMatchObject({ sign: 75n, before: 70n });
  });
});

describe("a voucher that the gateway never got", () => {
  test("is handed in again as it was", () => {
    const { key, due, last } = setup({
      last: { before: 40n, cumulative: 45n, leases: ["1"] },
      signed: 40n,
      costs: [5n],
    });
    expect(nextTab(key, due, 0n)).toEqual({ resend: last });
  });

  test("is replaced by one that covers the newer lease too, and its own lease is not paid twice", () => {
    const { key, due } = setup({
      last: { before: 40n, cumulative: 45n, leases: ["1"] },
      signed: 40n,
      costs: [5n, 8n],
      left: 95n,
    });
    const next = nextTab(key, due, 0n);
    expect(next).toMatchObject({ sign: 53n, before: 40n });
    expect("sign" in next && next.ordersLeft[lease("101")]!.left).toBe(95n);
    expect("sign" in next && next.ordersLeft[lease("102")]!.left).toBe(87n);
  });
});

describe("it refuses", () => {
  test.each([
    ["a base that no voucher shows", { signed: 70n, costs: [5n] }, /no voucher shows it/],
    [
      "a base below what was signed",
      { last: { before: 10n, cumulative: 40n, leases: ["9"] }, signed: 30n, costs: [5n] },
      /stands at 30/,
    ],
    [
      "to forget the lease of the lost voucher",
      { last: { before: 30n, cumulative: 40n, leases: ["9"] }, signed: 30n, costs: [5n] },
      /stands at 30/,
    ],
    [
      "an order that it did not sign",
      { signed: 0n, costs: [5n], orders: {} },
      /not signed by a key of this wallet/,
    ],
    ["more than the order allowed", { signed: 0n, costs: [5n], left: 4n }, /may cost 4/],
    [
      "a higher rate than the order allowed",
      { signed: 0n, costs: [5n], maxRatePerHour: 60_000n },
      /allows 50000/,
    ],
  ])("%s", (_, world, message) => {
    const { key, due } = setup(world);
    expect(() => nextTab(key, due, 0n)).toThrow(message);
  });
});

type World = {
  last?: Partial<Omit<TabVoucher, "leases">> & { leases?: string[] };
  signed: bigint;
  costs: bigint[];
  left?: bigint;
  orders?: SessionKey["orders"];
  maxRatePerHour?: bigint;
  feeBps?: number;
};

/** One operator, whose tab at two per cent the key has signed for if at all; lease n belongs to order 100 + n. `left` is what the first order may still cost; the others have 95 µ$. */
function setup({
  last: given,
  signed,
  costs,
  left = 100n,
  orders,
  maxRatePerHour = 50_000n,
  feeBps = 200,
}: World) {
  const last: TabVoucher | undefined = given && {
    before: 0n,
    cumulative: 0n,
    signature: "0x00",
    ...given,
    leases: (given.leases ?? []).map(lease),
  };
  const signedOrders = Object.fromEntries(
    costs.map((_, index) => [
      lease(`10${index + 1}`),
      { maxRatePerHour: 50_000n, left: index === 0 ? left : 95n },
    ]),
  );
  const key: SessionKey = {
    key: sessionKey,
    privateKey: "0x00",
    cap: 1_000_000n,
    validUntil: 2_000_000_000,
    orders: orders ?? signedOrders,
    tabs: last ? { [tabName({ operator, feeBps: 200 })]: last } : {},
  };
  const due: TabDue = {
    operator,
    feeBps,
    sessionKey,
    signed,
    signedBy: null,
    cumulative: signed + costs.reduce((sum, cost) => sum + cost, 0n),
    leases: costs.map((cost, index) => ({
      id: lease(`${index + 1}`),
      orderId: lease(`10${index + 1}`),
      cost,
      ceiling: 100n,
      ratePerHour: 50_000n,
      maxRatePerHour,
      billedSeconds: 60,
      order: proof(),
    })),
  };
  return { key, due, last };
}

/** Read by whoever looks an unknown order up before; what it says is of no account here. */
function proof(): TabDue["leases"][number]["order"] {
  const hash = lease("0");
  const none = { customer: operator, salt: 0n };
  return {
    terms: {
      ...none,
      specHash: hash,
      maxRatePerHour: 0n,
      maxTotal: 0n,
      startBy: 0,
      maxSeconds: 1,
      minTier: 0,
    },
    sessionKey,
    signature: "0x",
    session: { terms: { ...none, key: sessionKey, cap: 0n, validUntil: 0, scope: 1 }, signature: "0x" },
  };
}

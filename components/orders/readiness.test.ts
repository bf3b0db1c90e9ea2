import { expect, test } from "vitest";
import type { SessionKey } from "@/components/wallet/session-key-store";
import { readiness, type ReadinessInput } from "./readiness";

const address = `0x${"ab".repeat(20)}` as const;
const now = 1_800_000_000_000;
const held: SessionKey = {
  key: address,
  privateKey: "0x01",
  cap: 100n,
  validUntil: now / 1000 + 86_400,
  orders: {},
  tabs: {},
};
const ready: ReadinessInput = {
  signedIn: true,
  available: 50n,
  known: [{ key: address, state: "signed", left: 50n }],
  held: [held],
  needed: 50n,
  maxSeconds: 600,
  now,
};

test("a key that the gateway knows and this browser holds is enough, before the contract knows it", () =>
  expect(readiness(ready)).toEqual({ step: "ready", key: held }));

test.each<[string, Partial<ReadinessInput>, string]>([
  ["nobody is signed in", { signedIn: false, available: undefined }, "sign-in"],
  ["the balance is not known yet", { available: undefined }, "unknown"],
  ["the balance is short by a micro-dollar", { available: 49n }, "deposit"],
  ["the balance is empty while the order is not right yet", { available: 0n, needed: 0n }, "deposit"],
  ["this browser holds no key", { held: [] }, "authorise"],
  ["the gateway does not know the key", { known: [] }, "authorise"],
  ["the key was revoked", { known: [{ key: address, state: "revoked", left: 50n }] }, "authorise"],
  ["the cap is used up", { known: [{ key: address, state: "authorised", left: 49n }] }, "authorise"],
  [
    "the key ends before the voucher could be signed",
    { held: [{ ...held, validUntil: now / 1000 + 4_000 }] },
    "authorise",
  ],
])("when %s the next step is told", (_, change, step) =>
  expect(readiness({ ...ready, ...change }).step).toBe(step),
);

test("it says how much is missing", () =>
  expect(readiness({ ...ready, available: 20n })).toEqual({ step: "deposit", missing: 30n }));

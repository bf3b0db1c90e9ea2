import type { Address, Hex } from "viem";
import { z } from "zod";
import { storedJson } from "@/components/ui/stored-json";
import { addressSchema, hexSchema } from "@/lib/wire";
import { sessionKeysPrefix, type SessionScope } from "./holds-session-keys";

/** What an order that this key signed may still cost, and at which rate at most. */
const signedOrderSchema = z.object({ maxRatePerHour: z.bigint(), left: z.bigint() });

/** The last voucher of a tab, kept under `tabName`: resent as it is when the gateway did not get it. */
const tabSchema = z.object({
  before: z.bigint(),
  cumulative: z.bigint(),
  leases: z.array(z.string()),
  signature: hexSchema,
});

/**
 * A session key of this browser. It can spend up to its cap and nothing else, so it is kept like other
 * things of this browser. What it signed is kept beside it: the key's own memory, not a gateway's word.
 */
const sessionKeySchema = z.object({
  key: addressSchema,
  privateKey: hexSchema,
  cap: z.bigint(),
  /** Unix seconds. */
  validUntil: z.number(),
  orders: z.record(z.string(), signedOrderSchema),
  tabs: z.record(z.string(), tabSchema),
});
export type SessionKey = z.infer<typeof sessionKeySchema>;
export type TabVoucher = z.infer<typeof tabSchema>;

const storageKey = ({ chainId, escrow, wallet }: SessionScope) =>
  [sessionKeysPrefix, chainId, escrow.toLowerCase(), wallet.toLowerCase()].join(".");

/** Every key that this browser holds for the wallet, newest first. What cannot be read is as good as gone. */
export function sessionKeysOf(scope: SessionScope): SessionKey[] {
  const parsed = z.array(sessionKeySchema).safeParse(storedJson.read(storageKey(scope)));
  return parsed.success ? parsed.data : [];
}

/** The key of this address, whichever wallet and market it is for; undefined when this browser does not hold it. */
export function findSessionKey(address: Address): SessionKey | undefined {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(`${sessionKeysPrefix}.`));
  return names
    .flatMap((name) => z.array(sessionKeySchema).safeParse(storedJson.read(name)).data ?? [])
    .find(({ key }) => key === address);
}

/** Puts a key in, or its new state in place of the old. False when the browser keeps nothing. */
export function keepSessionKey(scope: SessionScope, kept: SessionKey): boolean {
  const others = sessionKeysOf(scope).filter(({ key }) => key !== kept.key);
  return storedJson.write(storageKey(scope), [kept, ...others]);
}

/** Takes a key out: it was revoked, or its authorisation was never signed. */
export function dropSessionKey(scope: SessionScope, key: Address): void {
  storedJson.write(
    storageKey(scope),
    sessionKeysOf(scope).filter((kept) => kept.key !== key),
  );
}

/** A key fresh from the browser's randomness, not yet authorised by anyone. */
export async function newSessionKey(terms: { cap: bigint; validUntil: number }): Promise<SessionKey> {
  const { generatePrivateKey, privateKeyToAddress } = await import("viem/accounts");
  const privateKey: Hex = generatePrivateKey();
  return { key: privateKeyToAddress(privateKey), privateKey, ...terms, orders: {}, tabs: {} };
}

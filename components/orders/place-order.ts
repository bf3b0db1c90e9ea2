import { client } from "@/components/api/api";
import { signDueVouchers } from "@/components/wallet/sign-due-vouchers";
import type { SessionScope } from "@/components/wallet/holds-session-keys";
import type { SessionKey } from "@/components/wallet/session-key-store";
import { signOrder } from "@/components/wallet/sign-order";
import { refusalOf } from "@/lib/api/client";
import { contentKeyOf, sealContents } from "@/lib/orders/seal";
import { specHash, type Spec } from "@/lib/orders/spec";
import type { Address } from "viem";
import type { ParsedDraft } from "./parse-draft";

/** What is uploaded with an order. */
type OrderFiles = {
  main: { role: "javascript" | "wasm"; bytes: Uint8Array<ArrayBuffer> };
  input: Uint8Array<ArrayBuffer> | undefined;
};

type PlaceOrder = {
  scope: SessionScope;
  leases: Address;
  key: SessionKey;
  order: ParsedDraft;
  files: OrderFiles;
  /** Encrypts what runs, so that only the device that gets the lease can read it. */
  sealed: boolean;
  now: number;
  /** Told what is happening, for the button. */
  tell: (doing: string) => void;
};

/** How long an order may look for a device: one that waits longer than one that is refused at once. */
const startWithinSeconds = { refuse: 5 * 60, wait: 24 * 3600 };

/** Uploads what runs, signs the order with the session key and places it. No wallet is asked. */
export async function placeOrder({ scope, leases, key, order, files, sealed, now, tell }: PlaceOrder) {
  const { maxRatePerHour, maxSeconds, maxTotal } = order;
  const salt = freshSalt();
  if (sealed) tell("Sealing…");
  const spec = sealed ? await uploadSealed(key, salt, order.spec, files) : order.spec;
  if (!sealed) {
    tell("Uploading…");
    await client.workloads.upload({ role: files.main.role, file: new Blob([files.main.bytes]) });
    if (files.input) await client.workloads.upload({ role: "input", file: new Blob([files.input]) });
  }
  const place = async () => {
    tell("Signing…");
    const terms = {
      customer: scope.wallet,
      specHash: specHash(spec),
      maxRatePerHour,
      maxTotal,
      startBy: Math.floor(now / 1000) + startWithinSeconds[spec.whenNothingMatches],
      maxSeconds,
      minTier: spec.constraints.minTier ?? 0,
      salt,
    };
    const signed = await signOrder({ scope, leases, key, spec, terms });
    tell("Finding the device…");
    return client.orders.place(signed);
  };
  try {
    return await place();
  } catch (error) {
    if (refusalOf(error)?.code !== "VOUCHERS_OUTSTANDING") throw error;
    // What earlier leases cost is signed for first; then the same order goes again.
    tell("Paying earlier leases…");
    await signDueVouchers(scope);
    return place();
  }
}

/** Uploads only ciphertext, and names in the spec what is in it and what it is. The key is made again from the session key. */
async function uploadSealed(
  { privateKey }: SessionKey,
  salt: bigint,
  spec: Spec,
  files: OrderFiles,
): Promise<Spec> {
  const contents = { main: files.main.bytes, args: spec.args, input: files.input ?? null };
  const { sha256, ciphertext } = await sealContents(await contentKeyOf(privateKey, salt), contents);
  const uploaded = await client.workloads.upload({ role: "sealed", file: new Blob([ciphertext]) });
  const { input: _, ...rest } = spec;
  const workload =
    files.main.role === "wasm"
      ? ({ kind: "wasm", module: sha256 } as const)
      : ({ kind: "script", language: "javascript", source: sha256 } as const);
  return { ...rest, workload, args: [], sealed: uploaded.sha256 };
}

/** A number that no other order of this wallet has. */
const freshSalt = () => crypto.getRandomValues(new BigUint64Array(1))[0]!;

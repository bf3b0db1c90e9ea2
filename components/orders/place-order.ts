import { client } from "@/components/api/api";
import { signDueVouchers } from "@/components/wallet/sign-due-vouchers";
import type { SessionScope } from "@/components/wallet/holds-session-keys";
import type { SessionKey } from "@/components/wallet/session-key-store";
import { signOrder } from "@/components/wallet/sign-order";
import { refusalOf } from "@/lib/api/client";
import { contentKeyOf, sealContents } from "@/lib/orders/seal";
import { orderIdOf } from "@/lib/orders/order-id";
import { specHash, type Spec } from "@/lib/orders/spec";
import type { SignedOrder } from "@/lib/orders/signed-order";
import { toHex, type Address } from "viem";
import type { ParsedDraft } from "./parse-draft";
import { isThere } from "./is-there";
import { findUnanswered, placeSurely, type Placed } from "./place-surely";

/** What is uploaded with an order. */
export type OrderFiles = {
  /** Undefined for a container, whose image the device fetches. */
  main: { role: "javascript" | "wasm"; bytes: Uint8Array<ArrayBuffer> } | undefined;
  input: Uint8Array<ArrayBuffer> | undefined;
};

type PlaceOrder = {
  scope: SessionScope;
  leases: Address;
  key: SessionKey;
  order: ParsedDraft;
  files: OrderFiles;
  /** Encrypts what runs, so that only the device that gets the lease can read it; of a fleet each of its devices. */
  sealed: boolean;
  now: number;
  /** Told what is happening, for the button. */
  tell: (doing: string) => void;
};

/** How long an order may look for a device: one that waits longer than one that is refused at once. */
const startWithinSeconds = { refuse: 5 * 60, wait: 24 * 3600 };

/**
 * Uploads what runs, signs the order with the session key, or one for each device, and places it. No wallet is
 * asked. If an earlier one turns out to stand whose answer was lost, it is that one, and nothing new is signed.
 */
export async function placeOrder({
  scope,
  leases,
  key,
  order,
  files,
  sealed,
  now,
  tell,
}: PlaceOrder): Promise<Placed> {
  const before = await findUnanswered(isThere);
  if (before) return before;
  const { maxRatePerHour, maxSeconds, maxTotal } = order;
  const salt = freshSalt();
  if (sealed) tell("Sealing…");
  const drawn = withDrawnId(order.spec);
  const spec =
    sealed && files.main
      ? await uploadSealed(key, salt, drawn, { main: files.main, input: files.input })
      : drawn;
  if (!sealed) {
    const { main } = files;
    if (main ?? files.input) tell("Uploading…");
    if (main) await client.workloads.upload({ role: main.role, file: new Blob([main.bytes]) });
    if (files.input) await client.workloads.upload({ role: "input", file: new Blob([files.input]) });
  }
  const sign = (each: bigint) => {
    const terms = {
      customer: scope.wallet,
      specHash: specHash(spec),
      maxRatePerHour,
      maxTotal,
      startBy: Math.floor(now / 1000) + startWithinSeconds[spec.whenNothingMatches],
      maxSeconds,
      minTier: spec.constraints.minTier ?? 0,
      salt: each,
    };
    return signOrder({ scope, leases, key, spec, terms });
  };
  const place = async (): Promise<Placed> => {
    tell("Signing…");
    if (spec.fleet) return placeFleet(spec.fleet, sign, tell);
    const signed = await sign(salt);
    tell("Finding the device…");
    return placeSurely({ order: orderIdOf(signed.terms) }, () => client.orders.place(signed));
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

/** The id of a fleet is drawn when it is placed, so that no two are one. */
function withDrawnId(spec: Spec): Spec {
  if (!spec.fleet) return spec;
  return { ...spec, fleet: { ...spec.fleet, id: toHex(crypto.getRandomValues(new Uint8Array(32))) } };
}

async function placeFleet(
  { id, devices }: NonNullable<Spec["fleet"]>,
  sign: (salt: bigint) => Promise<SignedOrder>,
  tell: PlaceOrder["tell"],
): Promise<Placed> {
  // One after the other: each is noted in the browser's own memory before the next is.
  const signed = [await sign(freshSalt())];
  while (signed.length < devices) signed.push(await sign(freshSalt()));
  const [{ spec, sessionKey }] = signed as [SignedOrder];
  tell("Finding the devices…");
  const orders = signed.map(({ terms, signature }) => ({ terms, signature }));
  return placeSurely({ fleet: id }, () => client.orders.placeFleet({ spec, sessionKey, orders }));
}

/** Uploads only ciphertext, and names in the spec what is in it and what it is. The key is made again from the session key. */
async function uploadSealed(
  { privateKey }: SessionKey,
  salt: bigint,
  spec: Spec,
  files: { main: NonNullable<OrderFiles["main"]>; input: OrderFiles["input"] },
): Promise<Spec> {
  const contents = { main: files.main.bytes, args: spec.args, input: files.input ?? null };
  const { sha256, ciphertext } = await sealContents(await contentKeyOf(privateKey, salt, spec), contents);
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

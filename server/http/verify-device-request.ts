import "server-only";
import { createHash, verify, type KeyObject } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import type { Db } from "@/db/client";
import { deviceBoots, devices } from "@/db/schema/devices";
import { MarketError } from "@/lib/errors";
import {
  parseSignature,
  parseSignatureInput,
  signatureBase,
  signatureMaxAgeSeconds,
  type SignedRequest,
} from "@/lib/devices/request-signature";
import type { Gateway } from "@/server/context";
import { deviceKey, keyObject } from "@/server/devices/device-key";
import { spendSequence } from "@/server/devices/spend-sequence";

/** What the door knows of a device request once its signature holds. */
export type DeviceCaller = { device: Hex; bootId: string; sequence: bigint };

/**
 * Checks that an enrolled device signed this request, now, and that it was not used before.
 * Throws DEVICE_SIGNATURE_WRONG, DEVICE_REQUEST_STALE, DEVICE_UNKNOWN, DEVICE_BOOT_REPLACED or DEVICE_REQUEST_REPLAYED.
 */
export async function verifyDeviceRequest(
  gateway: Gateway,
  request: Request,
  body: Uint8Array,
  now: Date,
): Promise<DeviceCaller> {
  const { signed, parameters, signature } = readSignature(request, body, now);
  checkSignature(signed, parameters, signature, await deviceKey(gateway.db, parameters.device));
  const isHello = new URL(request.url).pathname.endsWith("/agent/hello");
  if (isHello) await beginBoot(gateway.db, parameters.device, signed, now);
  else await spendSequence(gateway.db, { device: parameters.device, ...signed });
  return { device: parameters.device, bootId: signed.bootId, sequence: signed.sequence };
}

/** The same for a device that is not enrolled yet: the key comes with the request, and its hash is the device. */
export function verifyIntroduction(
  request: Request,
  body: Uint8Array,
  now: Date,
  publicKey: { x: Hex; y: Hex },
): Hex {
  const { signed, parameters, signature } = readSignature(request, body, now);
  checkSignature(signed, parameters, signature, keyObject(publicKey));
  return parameters.device;
}

function readSignature(request: Request, body: Uint8Array, now: Date) {
  const url = new URL(request.url);
  const header = (name: string) => request.headers.get(name) ?? "";
  const parameters = parseSignatureInput(header("signature-input"));
  const signature = parseSignature(header("signature"));
  if (!parameters || !signature) throw wrong("there is no Signature-Input and Signature of ours");
  const contentDigest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
  if (header("content-digest") !== contentDigest) throw wrong("Content-Digest does not match the body");
  const [bootId, sequence] = [header("ambit-boot"), header("ambit-seq")];
  if (!/^[0-9a-f]{32}$/.test(bootId) || !/^[1-9]\d{0,17}$/.test(sequence))
    throw wrong("Ambit-Boot or Ambit-Seq is missing");
  const ageSeconds = Math.abs(Math.floor(now.getTime() / 1000) - parameters.createdSeconds);
  if (ageSeconds > signatureMaxAgeSeconds)
    throw new MarketError("DEVICE_REQUEST_STALE", { seconds: ageSeconds, limit: signatureMaxAgeSeconds });
  const signed: SignedRequest = {
    method: request.method,
    authority: header("host"),
    path: url.pathname,
    query: url.search || "?",
    contentDigest,
    bootId,
    sequence: BigInt(sequence),
  };
  return { signed, parameters, signature };
}

function checkSignature(
  signed: SignedRequest,
  parameters: Parameters<typeof signatureBase>[1],
  signature: string,
  key: KeyObject,
): void {
  const holds = verify(
    "sha256",
    Buffer.from(signatureBase(signed, parameters)),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64"),
  );
  if (!holds) throw wrong("the signature does not hold");
}

/** A new start of the agent. It replaces the one before; a hello that was seen before does not. */
async function beginBoot(db: Db, device: Hex, { bootId, sequence }: SignedRequest, now: Date): Promise<void> {
  const began = await db
    .insert(deviceBoots)
    .values({ device, bootId, startedAt: now, highest: sequence, window: 1n })
    .onConflictDoNothing()
    .returning({ device: deviceBoots.device });
  if (began.length === 0) return spendSequence(db, { device, bootId, sequence });
  await db.update(devices).set({ bootId }).where(eq(devices.id, device));
}

const wrong = (detail: string) => new MarketError("DEVICE_SIGNATURE_WRONG", { detail });

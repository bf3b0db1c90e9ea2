import "server-only";
import { verify, type KeyObject } from "node:crypto";
import { size, type Hex } from "viem";
import { deviceMessage, lowS } from "@/lib/chain/device-key";

/** What `isDeviceSignature` says in every browser, in a twentieth of its time: devices sign for each lease. */
export function isSignedByDevice(key: KeyObject, digest: Hex, signature: Hex): boolean {
  if (size(signature) !== 64 || lowS(signature) !== signature) return false;
  const bytes = Buffer.from(signature.slice(2), "hex");
  return verify("sha256", deviceMessage(digest), { key, dsaEncoding: "ieee-p1363" }, bytes);
}

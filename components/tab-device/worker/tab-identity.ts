import { bytesToHex } from "viem";
import type { DeviceSigner } from "@/lib/agent/device-signer";
import { base64Of } from "@/lib/base64";
import { deviceIdOf, deviceMessage, devicePublicKeyFrom, lowS } from "@/lib/chain/device-key";
import { outgoingRequest, signatureBase, signatureHeaders } from "@/lib/devices/request-signature";
import { browserMachine } from "./browser-machine";
import type { TabStorage } from "./tab-storage";

const curve = { name: "ECDSA", namedCurve: "P-256" };
const signing = { name: "ECDSA", hash: "SHA-256" };

/**
 * The tab's own key, made in this browser. No script can read it out, this one neither: the browser signs
 * with it and never gives it away. It has no key for seals, so it takes no sealed orders.
 */
export async function loadTabIdentity(storage: TabStorage): Promise<DeviceSigner> {
  const pair = (await storage.key()) ?? (await makeKey(storage));
  const { device, publicKey } = await keyOf(pair);
  // Requests of an older start are refused by the gateway, so each start has its own id and counts from one.
  const bootId = browserMachine.randomHex(16);
  let sequence = 0n;
  const sign = async (bytes: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign(signing, pair.privateKey, bytes));
  return {
    device,
    publicKey,
    signDigest: async (digest) => lowS(bytesToHex(await sign(deviceMessage(digest)))),
    signRequest: async ({ method, url, body }) => {
      const use = { bootId, sequence: ++sequence };
      const bodyDigest = base64Of(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
      const request = outgoingRequest({ method, url }, bodyDigest, use);
      const parameters = { device, createdSeconds: Math.floor(Date.now() / 1000) };
      const base = new TextEncoder().encode(signatureBase(request, parameters));
      return signatureHeaders(request, parameters, base64Of(await sign(base)));
    },
  };
}

/** Which device a key makes, and what others check its signatures with. */
export async function keyOf(pair: CryptoKeyPair): Promise<Pick<DeviceSigner, "device" | "publicKey">> {
  const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
  const publicKey = devicePublicKeyFrom(new Uint8Array(raw));
  return { device: deviceIdOf(publicKey), publicKey };
}

async function makeKey(storage: TabStorage): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(curve, false, ["sign", "verify"]);
  await storage.keepKey(pair);
  return pair;
}

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";
import { deviceIdOf, deviceMessage, lowS, type DevicePublicKey } from "@/lib/chain/device-key";
import { outgoingRequest, signatureBase, signatureHeaders } from "@/lib/devices/request-signature";

/** The device's own key, made on it and never leaving it, and what is signed with it. */
export type Identity = {
  device: Hex;
  publicKey: DevicePublicKey;
  /** The pair of 32-byte X25519 keys that customers seal to. */
  sealKeys: { privateKey: Uint8Array; publicKey: Hex };
  /** r‖s over the SHA-256 of an EIP-712 digest, as the contract checks it. */
  signDigest: (digest: Hex) => Hex;
  /** The headers that make a request this device's, good for one use. */
  signRequest: (request: { method: string; url: string; body: Uint8Array }) => Record<string, string>;
};

/** Loads the key of a device home, or makes one there that only this user can read. */
export function loadIdentity(home: string): Identity {
  const file = join(home, "device-key.pem");
  if (!existsSync(file)) makeKey(home, file);
  refuseReadableByOthers(file);
  const key = createPrivateKey(readFileSync(file));
  const publicKey = publicKeyOf(key);
  const device = deviceIdOf(publicKey);
  const sealKeys = loadSealKeys(home);
  // Requests of an older start are refused by the gateway, so each start has its own id and counts from one.
  const bootId = randomBytes(16).toString("hex");
  let sequence = 0n;
  const signBytes = (bytes: Uint8Array) => sign("sha256", bytes, { key, dsaEncoding: "ieee-p1363" });
  return {
    device,
    publicKey,
    sealKeys,
    signDigest: (digest) => lowS(`0x${signBytes(deviceMessage(digest)).toString("hex")}`),
    signRequest: ({ method, url, body }) => {
      const bodyDigest = createHash("sha256").update(body).digest("base64");
      const request = outgoingRequest({ method, url }, bodyDigest, { bootId, sequence: ++sequence });
      const parameters = { device, createdSeconds: Math.floor(Date.now() / 1000) };
      return signatureHeaders(
        request,
        parameters,
        signBytes(Buffer.from(signatureBase(request, parameters))).toString("base64"),
      );
    },
  };
}

function makeKey(home: string, file: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
}

/** A key of its own, because one that signs must not open. A device that loses it makes another and signs for that. */
function loadSealKeys(home: string): Identity["sealKeys"] {
  const file = join(home, "seal-key.pem");
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("x25519");
    writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  }
  refuseReadableByOthers(file);
  const { x, d } = createPrivateKey(readFileSync(file)).export({ format: "jwk" });
  return {
    publicKey: `0x${Buffer.from(x!, "base64url").toString("hex")}`,
    privateKey: new Uint8Array(Buffer.from(d!, "base64url")),
  };
}

function refuseReadableByOthers(file: string): void {
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new Error(
      `${file} can be read by others (mode ${mode.toString(8)}). Whoever has it is this device. Run: chmod 600 ${file}`,
    );
  }
}

function publicKeyOf(key: KeyObject): DevicePublicKey {
  const { x, y } = createPublicKey(key).export({ format: "jwk" });
  const hex = (coordinate: string | undefined): Hex =>
    `0x${Buffer.from(coordinate!, "base64url").toString("hex")}`;
  return { x: hex(x), y: hex(y) };
}

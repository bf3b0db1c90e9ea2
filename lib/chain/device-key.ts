import { p256 } from "@noble/curves/nist.js";
import { bytesToHex, concat, hexToBytes, keccak256, size, slice, type Hex } from "viem";

/** A device's P-256 public key: the two 32-byte coordinates. */
export type DevicePublicKey = { x: Hex; y: Hex };

/** The device's name on chain and everywhere else: keccak256(x ‖ y). */
export function deviceIdOf(publicKey: DevicePublicKey): Hex {
  return keccak256(concat([publicKey.x, publicKey.y]));
}

/** From the 65 bytes that WebCrypto exports as "raw": 0x04 ‖ x ‖ y. */
export function devicePublicKeyFrom(raw: Uint8Array): DevicePublicKey {
  if (raw.length !== 65 || raw[0] !== 4) {
    throw new Error(
      `A P-256 public key is 65 bytes that start with 04, these are ${raw.length} that start with ${raw[0]}. Export the key as "raw".`,
    );
  }
  return { x: bytesToHex(raw.slice(1, 33)), y: bytesToHex(raw.slice(33)) };
}

/**
 * The bytes to hand to WebCrypto or Node's `sign("sha256", …)` for an EIP-712 digest. The signer hashes them with
 * SHA-256, so what is signed in the end is sha256(digest): the contract does the same.
 */
export function deviceMessage(digest: Hex): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hexToBytes(digest, { size: 32 }));
}

/** r ‖ s with s in the lower half of the order. WebCrypto gives either half; the contract takes only this one. */
export function lowS(signature: Hex): Hex {
  if (size(signature) !== 64) {
    throw new Error(
      `A device signature is 64 bytes r‖s, this has ${size(signature)}. Ask Node for dsaEncoding "ieee-p1363".`,
    );
  }
  const order = p256.Point.Fn.ORDER;
  const s = BigInt(slice(signature, 32));
  if (s <= order / 2n) return signature;
  return concat([slice(signature, 0, 32), `0x${(order - s).toString(16).padStart(64, "0")}`]);
}

/** Whether the device signed the digest, by the contract's rules: 64 bytes, low s, over SHA-256 of the digest. */
export function isDeviceSignature(publicKey: DevicePublicKey, digest: Hex, signature: Hex): boolean {
  if (size(signature) !== 64) return false;
  const point = hexToBytes(concat(["0x04", publicKey.x, publicKey.y]));
  return p256.verify(hexToBytes(signature), deviceMessage(digest), point, { lowS: true, prehash: true });
}

import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from "hpke";
import { bytesToHex, hashTypedData, hexToBytes, type Hex } from "viem";
import { z } from "zod";
import { deviceIdOf, isDeviceSignature, type DevicePublicKey } from "@/lib/chain/device-key";
import { hexSchema } from "@/lib/wire";
import { bytes32Schema } from "./spec";

/** The X25519 key of a device that customers seal to, and the device's signature over it. */
export const sealKeySchema = z.object({ publicKey: bytes32Schema, signature: hexSchema });
export type SealKey = z.infer<typeof sealKeySchema>;

/** A content key on its way to one device, for one lease (HPKE, RFC 9180). */
export const sealedKeySchema = z.object({ encapsulated: bytes32Schema, ciphertext: hexSchema });
export type SealedKey = z.infer<typeof sealedKeySchema>;

const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);

/** What a device signs for its seal key. No chain is in it: the key is the device's wherever it works. */
export function sealKeyDigest(device: Hex, publicKey: Hex): Hex {
  return hashTypedData({
    domain: { name: "Ambit seal key", version: "1" },
    types: {
      SealKey: [
        { name: "device", type: "bytes32" },
        { name: "publicKey", type: "bytes32" },
      ],
    },
    primaryType: "SealKey",
    message: { device, publicKey },
  });
}

/** Whether a seal key is this device's: nobody between device and customer can put another in its place. */
export function isSealKeyOf(device: Hex, deviceKey: DevicePublicKey, sealKey: SealKey): boolean {
  const { publicKey, signature } = sealKey;
  return (
    deviceIdOf(deviceKey) === device &&
    isDeviceSignature(deviceKey, sealKeyDigest(device, publicKey), signature)
  );
}

/** Seals a content key so that only this device can open it, and only as the key of this lease. */
export async function sealKeyTo(publicKey: Hex, lease: Hex, contentKey: Uint8Array): Promise<SealedKey> {
  const recipient = await suite.DeserializePublicKey(hexToBytes(publicKey));
  const sealed = await suite.Seal(recipient, contentKey, { info: infoOf(lease) });
  return {
    encapsulated: bytesToHex(sealed.encapsulatedSecret),
    ciphertext: bytesToHex(sealed.ciphertext),
  };
}

/** Opens what `sealKeyTo` sealed, with the device's two keys of 32 bytes. Rejects on anything else. */
export async function openSealedKey(
  keys: { privateKey: Uint8Array; publicKey: Hex },
  lease: Hex,
  { encapsulated, ciphertext }: SealedKey,
): Promise<Uint8Array> {
  const [privateKey, publicKey] = await Promise.all([
    suite.DeserializePrivateKey(keys.privateKey),
    suite.DeserializePublicKey(hexToBytes(keys.publicKey)),
  ]);
  const info = infoOf(lease);
  return suite.Open({ privateKey, publicKey }, hexToBytes(encapsulated), hexToBytes(ciphertext), { info });
}

/** A lease's id commits to device, order, price and attempt, so a sealed key opens for no other. */
const infoOf = (lease: Hex) => new TextEncoder().encode(`ambit content key 1|${lease}`);

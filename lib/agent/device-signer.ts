import type { Hex } from "viem";
import type { DevicePublicKey } from "@/lib/chain/device-key";

/** A device's key as its agent uses it. Node signs at once, a browser later; both are awaited. */
export type DeviceSigner = {
  device: Hex;
  publicKey: DevicePublicKey;
  /** The pair of 32-byte X25519 keys that customers seal to; absent where sealed orders are not taken. */
  sealKeys?: { privateKey: Uint8Array; publicKey: Hex };
  /** r‖s over the SHA-256 of an EIP-712 digest, as the contract checks it. */
  signDigest: (digest: Hex) => Hex | Promise<Hex>;
  /** The headers that make a request this device's, good for one use. */
  signRequest: (request: OutgoingRequest) => Record<string, string> | Promise<Record<string, string>>;
};

export type OutgoingRequest = { method: string; url: string; body: Uint8Array<ArrayBuffer> };

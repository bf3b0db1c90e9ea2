import fc from "fast-check";
import { bytesToHex, concat, type Hex } from "viem";
import { expect, test } from "vitest";
import { isDeviceSignature } from "@/lib/chain/device-key";
import { newIdentity } from "@/server/testing/test-device";
import { keyObject } from "./device-key";
import { isSignedByDevice } from "./is-signed-by-device";

const [device, stranger] = [newIdentity(), newIdentity()];
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytesToHex);

/** The order of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const withHighS = (signature: Hex): Hex =>
  `0x${signature.slice(2, 66)}${(order - BigInt(`0x${signature.slice(66)}`)).toString(16).padStart(64, "0")}`;

const made: Record<string, (signed: Hex) => Hex> = {
  "by the device": (signed) => device.signDigest(signed),
  "by another": (signed) => stranger.signDigest(signed),
  "over something else": () => device.signDigest(`0x${"77".repeat(32)}`),
  "with a high s": (signed) => withHighS(device.signDigest(signed)),
  "with a byte more": (signed) => concat([device.signDigest(signed), "0x00"]),
  "of nothing": () => "0x",
  "of zeros": () => `0x${"00".repeat(64)}`,
};

test.each(Object.entries(made))("a signature %s is taken here as it is everywhere", (how, sign) => {
  fc.assert(
    fc.property(digest, (signed) => {
      const signature = sign(signed);
      const taken = isSignedByDevice(keyObject(device.publicKey), signed, signature);
      expect(taken).toBe(how === "by the device");
      expect(isDeviceSignature(device.publicKey, signed, signature)).toBe(taken);
    }),
    { numRuns: 10 },
  );
});

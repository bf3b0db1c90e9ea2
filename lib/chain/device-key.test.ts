import { p256 } from "@noble/curves/nist.js";
import { bytesToHex, concat, keccak256, numberToHex, slice, stringToHex, type Hex } from "viem";
import { describe, expect, test } from "vitest";
import { deviceIdOf, deviceMessage, devicePublicKeyFrom, isDeviceSignature, lowS } from "./device-key";

const digest = keccak256(stringToHex("an order"));

describe("a key made by WebCrypto", () => {
  test("signs what the contract accepts once s is low, in every one of 32 signatures", async () => {
    const { publicKey, sign } = await webCryptoDevice();
    const raw = await Promise.all(Array.from({ length: 32 }, () => sign(digest)));
    expect(raw.every((signature) => isDeviceSignature(publicKey, digest, lowS(signature)))).toBe(true);
    expect(raw.filter((signature) => lowS(signature) !== signature).length).toBeGreaterThan(0);
  });

  test("has the id keccak256(x ‖ y)", async () => {
    const { publicKey } = await webCryptoDevice();
    expect(deviceIdOf(publicKey)).toBe(keccak256(concat([publicKey.x, publicKey.y])));
  });
});

describe("isDeviceSignature refuses", () => {
  test("the same signature with the high s", () => {
    const device = nobleDevice();
    const signature = device.sign(digest);
    expect(isDeviceSignature(device.publicKey, digest, signature)).toBe(true);
    expect(isDeviceSignature(device.publicKey, digest, withHighS(signature))).toBe(false);
  });

  test("another digest, another key, another length", () => {
    const device = nobleDevice();
    const signature = device.sign(digest);
    expect(isDeviceSignature(device.publicKey, keccak256(digest), signature)).toBe(false);
    expect(isDeviceSignature(nobleDevice().publicKey, digest, signature)).toBe(false);
    expect(isDeviceSignature(device.publicKey, digest, concat([signature, "0x00"]))).toBe(false);
  });

  test("a public key that is no point of the curve", () => {
    const device = nobleDevice();
    const offCurve = { x: device.publicKey.x, y: numberToHex(1n, { size: 32 }) };
    expect(isDeviceSignature(offCurve, digest, device.sign(digest))).toBe(false);
  });
});

test("errors name the value and the next step", () => {
  expect(() => lowS("0x1234")).toThrow("has 2. Ask Node for dsaEncoding");
  expect(() => devicePublicKeyFrom(new Uint8Array(33))).toThrow(
    '33 that start with 0. Export the key as "raw"',
  );
});

async function webCryptoDevice() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const publicKey = devicePublicKeyFrom(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  const sign = async (toSign: Hex) => {
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    return bytesToHex(
      new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, deviceMessage(toSign))),
    );
  };
  return { publicKey, sign };
}

function nobleDevice() {
  const { secretKey } = p256.keygen();
  const publicKey = devicePublicKeyFrom(p256.getPublicKey(secretKey, false));
  return { publicKey, sign: (toSign: Hex) => bytesToHex(p256.sign(deviceMessage(toSign), secretKey)) };
}

function withHighS(signature: Hex): Hex {
  const s = p256.Point.Fn.ORDER - BigInt(slice(signature, 32));
  return concat([slice(signature, 0, 32), numberToHex(s, { size: 32 })]);
}

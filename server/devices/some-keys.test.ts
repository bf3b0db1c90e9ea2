import { generateKeyPairSync } from "node:crypto";
import { keccak256, toHex } from "viem";
import { expect, test } from "vitest";
import { SomeKeys } from "./some-keys";

const keysMax = 200;
const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const devices = Array.from({ length: 2 * keysMax }, (_, n) => keccak256(toHex(n)));

test("of twice as many devices as it holds, which call in turn, it knows some, and never holds more", () => {
  const keys = new SomeKeys(keysMax);
  let known = 0;
  for (const device of [...devices, ...devices, ...devices]) {
    if (keys.get(device)) known++;
    else keys.set(device, publicKey);
    expect(keys.size).toBeLessThanOrEqual(keysMax);
  }
  // About one in five, where all that leave in the order of coming are none.
  expect(known).toBeGreaterThan(keysMax / 20);
});

test("a device whose key two requests found at once has one place", () => {
  const keys = new SomeKeys(keysMax);
  for (const device of devices.slice(0, keysMax)) for (let n = 0; n < 2; n++) keys.set(device, publicKey);
  expect(devices.filter((device) => keys.get(device))).toHaveLength(keysMax);
});

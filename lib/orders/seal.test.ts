import { generateKeyPairSync } from "node:crypto";
import { bytesToHex, keccak256, toHex, type Hex } from "viem";
import { describe, expect, test } from "vitest";
import {
  contentKeyOf,
  leaseSeal,
  newContentKey,
  openContents,
  packResult,
  sealContents,
  unpackResult,
} from "./seal";
import { openSealedKey, sealKeyTo } from "./seal-key";

const lease = keccak256(toHex("lease"));
const otherLease = keccak256(toHex("other lease"));
const text = (value: string) => new TextEncoder().encode(value);
const contents = { main: text("output(args)"), args: ["secret", "é"], input: text("in") };

describe("contents", () => {
  test("open to what was sealed, and to nothing with another key, hash or byte", async () => {
    const key = newContentKey();
    const { sha256, ciphertext } = await sealContents(key, contents);
    expect(await openContents(key, ciphertext, sha256)).toEqual(contents);
    await expect(openContents(newContentKey(), ciphertext, sha256)).rejects.toThrow("does not fit");
    await expect(openContents(key, ciphertext, "00".repeat(32))).rejects.toThrow("not what the order names");
    ciphertext[40]! ^= 1;
    await expect(openContents(key, ciphertext, sha256)).rejects.toThrow("does not fit");
  });

  test("without input and without arguments", async () => {
    const key = newContentKey();
    const none = { main: text("x"), args: [], input: null };
    const { sha256, ciphertext } = await sealContents(key, none);
    expect(await openContents(key, ciphertext, sha256)).toEqual(none);
  });

  test("the same contents have another hash each time, so that nobody can guess them by it", async () => {
    const key = newContentKey();
    const [one, two] = [await sealContents(key, contents), await sealContents(key, contents)];
    expect(one.sha256).not.toBe(two.sha256);
    expect(Buffer.from(one.ciphertext).includes("secret")).toBe(false);
  });
});

describe("a content key", () => {
  test("opens on the device that it was sealed to, for that lease, and nowhere else", async () => {
    const [device, other] = [keyPair(), keyPair()];
    const key = newContentKey();
    const sealed = await sealKeyTo(device.publicKey, lease, key);
    expect(await openSealedKey(device, lease, sealed)).toEqual(key);
    await expect(openSealedKey(other, lease, sealed)).rejects.toThrow();
    await expect(openSealedKey(device, otherLease, sealed)).rejects.toThrow();
  });
});

test("a session key and a salt give the same content key again, another key or salt another", async () => {
  const [key, other] = [`0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`] as const;
  const alone = {};
  const made = await Promise.all([
    contentKeyOf(key, 7n, alone),
    contentKeyOf(key, 8n, alone),
    contentKeyOf(other, 7n, alone),
  ]);
  expect(new Set(made.map((bytes) => bytesToHex(bytes))).size).toBe(3);
  expect(made[0]).toHaveLength(32);
  expect(await contentKeyOf(key, 7n, alone)).toEqual(made[0]);
});

test("the orders of a fleet have one content key, and those of another fleet another", async () => {
  const key = `0x${"11".repeat(32)}` as const;
  const ofFleet = (id: string, salt: bigint) =>
    contentKeyOf(key, salt, { fleet: { id: keccak256(toHex(id)), devices: 2, spread: "anywhere" } });
  const [first, second, other] = [await ofFleet("a", 7n), await ofFleet("a", 8n), await ofFleet("b", 7n)];
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
});

describe("what a lease writes", () => {
  test("opens in its place, in its stream and for its lease only", async () => {
    const key = newContentKey();
    const [customer, device] = [await leaseSeal(key, lease), await leaseSeal(key, lease)];
    const sealed = await device.seal("stdout", 17, text("line\n"));
    expect(await customer.open("stdout", 17, sealed)).toEqual(text("line\n"));
    await expect(customer.open("stdout", 18, sealed)).rejects.toThrow();
    await expect(customer.open("stderr", 17, sealed)).rejects.toThrow();
    const elsewhere = await leaseSeal(key, otherLease);
    await expect(elsewhere.open("stdout", 17, sealed)).rejects.toThrow();
  });

  test("the root is blinded by the key and by nothing that others have", async () => {
    const key = newContentKey();
    const root = "ab".repeat(32);
    const blind = await (await leaseSeal(key, lease)).blindRoot(root);
    expect(blind).toMatch(/^[0-9a-f]{64}$/);
    expect(await (await leaseSeal(key, lease)).blindRoot(root)).toBe(blind);
    expect(await (await leaseSeal(newContentKey(), lease)).blindRoot(root)).not.toBe(blind);
  });

  test("a result says how much there was before it was cut", () =>
    expect(unpackResult(packResult(text("be"), 5_000_000_000))).toEqual({
      bytes: text("be"),
      totalBytes: 5_000_000_000,
    }));
});

function keyPair(): { publicKey: Hex; privateKey: Uint8Array } {
  const { x, d } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  return {
    publicKey: bytesToHex(Buffer.from(x!, "base64url")),
    privateKey: new Uint8Array(Buffer.from(d!, "base64url")),
  };
}

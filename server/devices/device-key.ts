import "server-only";
import { createPublicKey, type KeyObject } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { devices } from "@/db/schema/devices";
import type { DevicePublicKey } from "@/lib/chain/device-key";
import { MarketError } from "@/lib/errors";
import { SomeKeys } from "./some-keys";

/** An id is the hash of its key, so a key once found never changes. So many are about 75 MB. */
const keys = new SomeKeys(20_000);

/** The key of an enrolled device, ready to check signatures with. Throws DEVICE_UNKNOWN. */
export async function deviceKey(tx: Executor, device: Hex): Promise<KeyObject> {
  const known = keys.get(device);
  if (known) return known;
  const [row] = await tx
    .select({ x: devices.keyX, y: devices.keyY })
    .from(devices)
    .where(eq(devices.id, device));
  if (!row) throw new MarketError("DEVICE_UNKNOWN", { device });
  const key = keyObject(row);
  keys.set(device, key);
  return key;
}

/** Throws DEVICE_SIGNATURE_WRONG where the coordinates are no point of P-256. */
export function keyObject({ x, y }: DevicePublicKey): KeyObject {
  const coordinate = (hex: Hex) => Buffer.from(hex.slice(2), "hex").toString("base64url");
  try {
    return createPublicKey({
      format: "jwk",
      key: { kty: "EC", crv: "P-256", x: coordinate(x), y: coordinate(y) },
    });
  } catch (cause) {
    throw new MarketError(
      "DEVICE_SIGNATURE_WRONG",
      { detail: "the public key is no point of P-256" },
      { cause },
    );
  }
}

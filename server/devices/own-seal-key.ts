import "server-only";
import type { Hex } from "viem";
import type { DeviceReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import { isSealKeyOf, type SealKey } from "@/lib/orders/seal-key";

/** The seal key that a device reports, if it signed for it. Customers check that again; here it saves them the wait. */
export function ownSealKey(
  { id, keyX, keyY }: { id: Hex; keyX: Hex; keyY: Hex },
  { sealKey }: Pick<DeviceReport, "sealKey">,
): SealKey | null {
  if (!sealKey) return null;
  if (isSealKeyOf(id, { x: keyX, y: keyY }, sealKey)) return sealKey;
  throw new MarketError("INPUT_INVALID", {
    path: "report.sealKey",
    detail: "the signature is not the device's over this key",
  });
}

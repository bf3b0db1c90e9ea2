import "server-only";
import type { Address, Hex } from "viem";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";

/** The signed-in wallet, or the refusal that asks to sign in. */
export function requireWallet({ actor }: Context): Address {
  if (actor.kind !== "wallet") throw new MarketError("SIGN_IN_REQUIRED");
  return actor.wallet;
}

/** The device whose signature the request carries. */
export function requireDevice({ actor }: Context): Hex {
  if (actor.kind !== "device")
    throw new MarketError("DEVICE_SIGNATURE_WRONG", {
      detail: "this route is for devices and the request is not signed by one",
    });
  return actor.device;
}

/** The network that a device called from; undefined where its address was not seen. */
export function callersNetwork({ actor }: Context): number | undefined {
  return actor.kind === "device" ? actor.network : undefined;
}

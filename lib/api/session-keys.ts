import { z } from "zod";
import { addressSchema, hexSchema, instantSchema, usd6Schema } from "@/lib/wire";
import { route } from "./base";
import { relaySchema } from "./account";

/** The EIP-712 `Session` that the wallet signs. */
export const sessionTermsSchema = z.object({
  customer: addressSchema,
  key: addressSchema,
  cap: usd6Schema,
  /** Unix seconds. */
  validUntil: z
    .int()
    .min(0)
    .max(2 ** 40 - 1),
  /** Bits: 1 tabs, 2 leases. */
  scope: z.int().min(1).max(3),
  salt: usd6Schema,
});

export const sessionKeySchema = z.object({
  key: addressSchema,
  /** `signed`: the gateway holds the signature; `authorised`: the contract knows the key; then `expired` or `revoked`. */
  state: z.enum(["signed", "authorised", "expired", "revoked"]),
  cap: usd6Schema,
  /** What ended leases under this key cost. */
  spent: usd6Schema,
  /** Held for orders in force. */
  reserved: usd6Schema,
  left: usd6Schema,
  validUntil: instantSchema,
  createdAt: instantSchema,
});

const wallet = route.meta({ caller: "wallet" });

export const sessionKeysContract = {
  list: wallet
    .route({
      method: "GET",
      path: "/session-keys",
      tags: ["Session keys"],
      summary: "Your session keys and what is left of their caps",
    })
    .output(z.array(sessionKeySchema)),
  authorise: wallet
    .route({
      method: "POST",
      path: "/session-keys",
      tags: ["Session keys"],
      summary: "Authorise a key to sign orders up to a cap and a date",
    })
    .input(z.object({ terms: sessionTermsSchema, signature: hexSchema }))
    .output(z.object({ sessionKey: sessionKeySchema, relay: relaySchema })),
};

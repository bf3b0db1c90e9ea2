import { z } from "zod";
import { signedSessionSchema } from "@/lib/orders/order-proof";
import { addressSchema, instantSchema, usd6Schema } from "@/lib/wire";
import { route } from "./base";
import { relaySchema } from "./account";

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
    .input(signedSessionSchema)
    .output(z.object({ sessionKey: sessionKeySchema, relay: relaySchema })),
};

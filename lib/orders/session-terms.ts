import { z } from "zod";
import { addressSchema, usd6Schema } from "@/lib/wire";

/** The EIP-712 `Session` that the wallet signs: `key` may act for it, up to a cap and a date. */
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

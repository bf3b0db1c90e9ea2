import { z } from "zod";
import { addressSchema, hexSchema, usd6Schema } from "@/lib/wire";
import { bytes32Schema, fleetDevicesMax, specSchema } from "./spec";

/** The terms that a session key signs (EIP-712 `Order` in `lib/chain/typed-data.ts`). The spec itself stays off chain. */
export const orderTermsSchema = z.object({
  customer: addressSchema,
  specHash: bytes32Schema,
  /** The most the device may ask, in micro-dollars an hour. */
  maxRatePerHour: usd6Schema,
  /** The most the lease may cost altogether, in micro-dollars. */
  maxTotal: usd6Schema,
  /** Unix seconds until which a device may start. */
  startBy: z
    .int()
    .min(0)
    .max(2 ** 40 - 1),
  maxSeconds: z.int().min(1).max(2_592_000),
  minTier: z.int().min(0).max(255),
  salt: usd6Schema,
});
export type OrderTerms = z.infer<typeof orderTermsSchema>;

/** An order as it travels: the spec, the terms, and the session key's signature over the terms. */
export const signedOrderSchema = z.object({
  spec: specSchema,
  terms: orderTermsSchema,
  sessionKey: addressSchema,
  signature: hexSchema,
});
export type SignedOrder = z.infer<typeof signedOrderSchema>;

/** A fleet as it travels: one spec, and an order for each device that differs from the others in its salt alone. */
export const signedFleetSchema = z.object({
  spec: specSchema,
  sessionKey: addressSchema,
  orders: z
    .array(z.object({ terms: orderTermsSchema, signature: hexSchema }))
    .min(2)
    .max(fleetDevicesMax),
});
export type SignedFleet = z.infer<typeof signedFleetSchema>;

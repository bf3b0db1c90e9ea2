import { isAddress, type Address, type Hex } from "viem";
import { z } from "zod";

/** A wallet or contract, in small letters on the way in, so that one wallet has one spelling. Pages print it checksummed. */
export const addressSchema = z
  .string()
  .refine((value) => isAddress(value, { strict: false }), "an address: 0x and 40 hex digits")
  .transform((value) => lowerAddress(value));

export const hexSchema = z.custom<Hex>(
  (value) => typeof value === "string" && /^0x(?:[0-9a-f]{2}){0,4096}$/i.test(value),
  "bytes in hex, 0x…",
);

/** An amount or a large whole number: a string of digits on the wire, a bigint on both sides of it. */
export const usd6Schema = z
  .union([z.bigint().min(0n), z.string().regex(/^\d{1,78}$/, "a whole number as a string of digits")])
  .transform((value) => BigInt(value));

/** The protocol's part of a payment, in basis points. */
export const feeBpsSchema = z.int().min(0).max(10_000);

/** An instant, ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime();

/** A list that goes on: `next` is the cursor for the following page, absent on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

export const pageQuery = {
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** The spelling under which an address is stored and compared. */
export function lowerAddress(address: string): Address {
  return address.toLowerCase() as Address;
}

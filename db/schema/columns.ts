import { bigint, customType, text, timestamp } from "drizzle-orm/pg-core";
import type { Address, Hex } from "viem";

/** Micro-dollars: a bigint in TypeScript, an int8 in Postgres (largest: 9e12 USD). */
export const usd6 = () => bigint({ mode: "bigint" });

export const instant = () => timestamp({ withTimezone: true, mode: "date", precision: 3 });

/** 32 bytes as 0x and 64 small hex digits: an order, a lease, a device, a transaction. */
export const bytes32 = () => text().$type<Hex>();

/** An address in small letters: `addressSchema` makes it so at every door, and the indexer writes it so. */
export const address = () => text().$type<Address>();

export const hex = () => text().$type<Hex>();

export const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => "bytea",
  fromDriver: (value) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});

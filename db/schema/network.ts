import { bigint, boolean, date, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, usd6 } from "./columns";

/**
 * What the market was at an instant, every ten minutes: what its devices offered, what of it was free,
 * what they asked. The registry itself only knows now. Prices are null while nobody offered any.
 */
export const marketSnapshots = pgTable("market_snapshots", {
  /** The start of its ten minutes, so that two gateways write it once. */
  at: instant().primaryKey(),
  devicesOnline: integer().notNull(),
  leasesInForce: integer().notNull(),
  cpuMillisOffered: bigint({ mode: "number" }).notNull(),
  cpuMillisFree: bigint({ mode: "number" }).notNull(),
  memoryMibOffered: bigint({ mode: "number" }).notNull(),
  memoryMibFree: bigint({ mode: "number" }).notNull(),
  vcpuP10: integer(),
  vcpuMedian: integer(),
  vcpuP90: integer(),
  gibP10: integer(),
  gibMedian: integer(),
  gibP90: integer(),
});

/** What leases cost that ended on a UTC day: kept when it is over, because then it cannot change. */
export const priceDays = pgTable("price_days", {
  day: date().primaryKey(),
  /** Those that cost something. */
  leases: integer().notNull(),
  cost: usd6().notNull(),
});

/** One row in a market whose devices, leases and payments were made up to look at: everything it shows is a sample. */
export const sampleMarks = pgTable("sample_marks", {
  isSample: boolean().primaryKey(),
  seed: integer().notNull(),
  seededAt: instant().notNull(),
});

/** The gateways, by the address under which devices reach them. Several processes may serve one address. */
export const gateways = pgTable("gateways", {
  url: text().primaryKey(),
  /** When it last wrote down that it can hear devices: it does so every second. */
  hearingAt: instant().notNull(),
  /** It was taken away in order, so nobody waits for it. */
  hasLeft: boolean().notNull().default(false),
});

import { customType, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes32, instant } from "./columns";

/** What a device has fetched already: images by digest, modules and sources by hash. It starts those sooner. */
export const deviceContents = pgTable(
  "device_contents",
  {
    device: bytes32().notNull(),
    content: text().notNull(),
    heldSince: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.device, t.content] })],
);

/** The number of a transaction, 64 bits: it never comes again. */
const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * Which device changed in which transaction: triggers write it, in the transaction itself, so that no
 * writer can forget and nothing is told that did not happen. Rows are only added, never updated: two
 * transactions that touch the same device do not wait for each other here.
 */
export const deviceChanges = pgTable(
  "device_changes",
  {
    transaction: xid8().notNull(),
    device: bytes32().notNull(),
    at: instant().notNull(),
  },
  (t) => [index("device_changes_transaction").on(t.transaction)],
);

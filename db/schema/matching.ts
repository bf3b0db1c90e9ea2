import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
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

import { pgTable, text } from "drizzle-orm/pg-core";
import { address, instant } from "./columns";

/** A nonce for one sign-in message. Used once: the conditional update on `usedAt` decides between two that arrive together. */
export const signInNonces = pgTable("sign_in_nonces", {
  nonce: text().primaryKey(),
  createdAt: instant().notNull(),
  usedAt: instant(),
});

/** A signed-in browser. Only the hash of the cookie's token is stored. */
export const signIns = pgTable("sign_ins", {
  tokenHash: text().primaryKey(),
  wallet: address().notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
});

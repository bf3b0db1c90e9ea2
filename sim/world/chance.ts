export * from "node:crypto";
import { world } from "./schedule";

/** In place of `node:crypto`: everything of it, but chance is the seed's. */
export function randomBytes(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => world().random.below(256)));
}

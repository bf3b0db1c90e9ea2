import type { Context, Event } from "ponder:registry";
import { hexToString, type Hex } from "viem";

export type Db = Context["db"];

/** What every event carries, whichever contract said it. */
export type Said = Pick<Event<"Escrow:Deposited">, "block" | "log" | "transaction">;

/** Where an event stands on the chain, as a text that sorts as the chain does. */
export function placeOf({ block, log }: Said): string {
  return `${block.number.toString().padStart(12, "0")}-${log.logIndex.toString().padStart(6, "0")}`;
}

export function whenOf({ block, transaction }: Said) {
  return { transaction: transaction.hash, block: Number(block.number), at: secondsOf(block) };
}

export const secondsOf = (block: Said["block"]) => Number(block.timestamp);

/**
 * A short text in 32 bytes, as the contracts write reasons, keys and purposes. Bytes that are no text stay hex:
 * who votes may write anything there.
 */
export function textOf(bytes: Hex): string {
  const text = hexToString(bytes, { size: 32 });
  return /^[\x20-\x7e]*$/.test(text) ? text : bytes;
}

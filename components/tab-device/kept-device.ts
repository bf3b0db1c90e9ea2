import type { Hex } from "viem";
import { keyOf } from "./worker/tab-identity";
import { openTabStorage } from "./worker/tab-storage";

/** The device that this browser has the key of; null where it has lent no tab yet. Makes none. */
export async function keptDevice(): Promise<Hex | null> {
  const pair = await (await openTabStorage()).key();
  return pair ? (await keyOf(pair)).device : null;
}

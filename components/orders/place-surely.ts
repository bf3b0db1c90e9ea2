import type { Hex } from "viem";
import { refusalOf } from "@/lib/api/client";
import { reasons } from "@/lib/reasons";

/** What stands at the gateway now. */
export type Placed = { order: Hex } | { fleet: Hex };

const sendingsMax = 3;

/** What was sent last and never answered: it may stand, and must not be held a second time under other salts. */
let unanswered: Placed | undefined;

/**
 * Sends signed orders, and the very same again if no answer comes: "placed before" then says that only the
 * answer was lost. Throws why they were refused, or the last failure, after which `findUnanswered` asks.
 */
export async function placeSurely(
  placed: Placed,
  send: () => Promise<unknown>,
  pauseMs = 500,
): Promise<Placed> {
  unanswered = placed;
  for (let sending = 1; ; sending++) {
    try {
      await send();
      break;
    } catch (error) {
      const code = refusalOf(error)?.code;
      if (code === "ORDER_REPLAYED") break;
      const mayStand = code === undefined || reasons[code].fault === "platform";
      if (!mayStand) unanswered = undefined;
      if (!mayStand || sending === sendingsMax) throw error;
      await new Promise((go) => setTimeout(go, pauseMs));
    }
  }
  unanswered = undefined;
  return placed;
}

/** What was sent before and never answered, if it stands. Throws while that cannot be said. */
export async function findUnanswered(
  isThere: (placed: Placed) => Promise<boolean>,
): Promise<Placed | undefined> {
  const sent = unanswered;
  const found = sent && (await isThere(sent)) ? sent : undefined;
  unanswered = undefined;
  return found;
}

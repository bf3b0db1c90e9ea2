import { z } from "zod";
import { tabJson } from "@/components/ui/stored-json";
import { refusalOf } from "@/lib/api/client";
import { bytes32Schema } from "@/lib/orders/spec";
import { reasons } from "@/lib/reasons";

const placedSchema = z.union([z.object({ order: bytes32Schema }), z.object({ fleet: bytes32Schema })]);

/** What stands at the gateway now. */
export type Placed = z.infer<typeof placedSchema>;

const sendingsMax = 3;
const storageKey = "ambit.unanswered";

/**
 * What was sent last and never answered: it may stand, and must not be held a second time under other salts. A page
 * that is loaded anew still knows.
 */
let unanswered: Placed | undefined = placedSchema.safeParse(tabJson.read(storageKey)).data;

function note(sent: Placed | undefined): void {
  unanswered = sent;
  if (sent) tabJson.write(storageKey, sent);
  else tabJson.remove(storageKey);
}

/**
 * Sends signed orders, and the very same again if no answer comes: "placed before" then says that only the
 * answer was lost. Throws why they were refused, or the last failure, after which `findUnanswered` asks.
 */
export async function placeSurely(
  placed: Placed,
  send: () => Promise<unknown>,
  pauseMs = 500,
): Promise<Placed> {
  note(placed);
  for (let sending = 1; ; sending++) {
    try {
      await send();
      break;
    } catch (error) {
      const code = refusalOf(error)?.code;
      if (code === "ORDER_REPLAYED") break;
      const mayStand = code === undefined || reasons[code].fault === "platform";
      if (!mayStand) note(undefined);
      if (!mayStand || sending === sendingsMax) throw error;
      await new Promise((go) => setTimeout(go, pauseMs));
    }
  }
  note(undefined);
  return placed;
}

/** What was sent before and never answered, if it stands. Throws while that cannot be said. */
export async function findUnanswered(
  isThere: (placed: Placed) => Promise<boolean>,
): Promise<Placed | undefined> {
  const sent = unanswered;
  const found = sent && (await isThere(sent)) ? sent : undefined;
  note(undefined);
  return found;
}

/**
 * The same for a page that was left before the answer came. What is not there is still remembered: it may be on its
 * way, and whoever places the next order asks again.
 */
export async function findLeft(isThere: (placed: Placed) => Promise<boolean>): Promise<Placed | undefined> {
  const sent = unanswered;
  if (!sent || !(await isThere(sent))) return undefined;
  note(undefined);
  return sent;
}

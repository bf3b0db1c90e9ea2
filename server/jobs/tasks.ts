import "server-only";
import type { Context } from "@/server/context";
import { sendRelays } from "@/server/chain/send-relays";
import { followRegistry } from "@/server/devices/follow-registry";
import { sweepLeases } from "@/server/leases/sweep-leases";
import { redeemOpenTabs } from "@/server/money/redeem-open-tabs";
import { redeemTab } from "@/server/money/redeem-tab";
import { takeSnapshot } from "@/server/network/take-snapshot";
import { matchWaiting } from "@/server/orders/match-waiting";
import type { Tasks } from "./enqueue";
import { freeDeadWorkers } from "./dead-workers";
import { tidyUp } from "./tidy-up";

/** Which verb does which background task. */
export const tasks: { [T in keyof Tasks]: (ctx: Context, payload: Tasks[T]) => Promise<void> } = {
  "send-relays": sendRelays,
  "redeem-tab": redeemTab,
  "redeem-open-tabs": redeemOpenTabs,
  "sweep-leases": sweepLeases,
  "follow-registry": followRegistry,
  "match-waiting": (ctx) => matchWaiting(ctx),
  "take-snapshot": takeSnapshot,
  "free-dead-workers": freeDeadWorkers,
  "tidy-up": tidyUp,
};

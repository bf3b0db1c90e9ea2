import "server-only";
import type { Address, Hex } from "viem";
import type { Db } from "@/db/client";
import type { MarketError } from "@/lib/errors";
import type { Batches } from "@/server/batches";
import type { Changes } from "@/server/changes";
import type { Chain } from "@/server/chain/chain";
import type { Env } from "@/server/env";
import type { Logger } from "@/server/logger";
import type { LiveIndex } from "@/server/matching/live-index";
import type { Placement } from "@/server/orders/place-orders";

/** What every process of a gateway has: its database, its chain, its view of the registry, its log. */
export type Gateway = {
  env: Env;
  db: Db;
  chain: Chain;
  changes: Changes;
  registry: LiveIndex;
  placing: Batches<Placement, MarketError | undefined>;
  log: Logger;
};

/** Who asks. Set at the door, from a cookie or a signed request, and by nothing else. */
export type Actor =
  | { kind: "anyone" }
  | { kind: "wallet"; wallet: Address }
  | {
      kind: "device";
      device: Hex;
      bootId: string;
      /** The network that it called from: see `networkOf`. Left out where nobody saw its address. */
      network?: number | undefined;
    }
  | { kind: "gateway" };

/** One request or one job: the gateway, who asks, and the instant at which it is answered. */
export type Context = Gateway & {
  actor: Actor;
  now: Date;
  requestId: string;
};

/** How an actor is named in the reason ledger. */
export function actorName(actor: Actor): string {
  if (actor.kind === "wallet") return actor.wallet;
  return actor.kind === "device" ? actor.device : actor.kind;
}

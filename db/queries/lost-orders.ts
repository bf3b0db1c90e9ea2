import { and, desc, gt, isNotNull, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { orders } from "@/db/schema/orders";
import type { OrderSeen } from "@/lib/devices/lost-orders";

/** The newest orders since an instant, five hundred at most, each with what its last decision says of a device. */
export async function readOrdersSeen(db: Executor, device: Hex, since: Date): Promise<OrderSeen[]> {
  const wanted = JSON.stringify({ device });
  const among = (list: "ranked" | "excluded") =>
    sql`jsonb_path_query_first(${orders.decision}->${sql.raw(`'${list}'`)}, '$[*] ? (@.device == $device)', ${wanted}::jsonb)`;
  return db
    .select({
      at: orders.createdAt,
      best: sql<OrderSeen["best"]>`${orders.decision}->'ranked'->0`,
      mine: sql<OrderSeen["mine"]>`${among("ranked")}`,
      exclusions: sql<OrderSeen["exclusions"]>`${among("excluded")}->'exclusions'`,
    })
    .from(orders)
    .where(and(gt(orders.createdAt, since), isNotNull(orders.decision)))
    .orderBy(desc(orders.createdAt))
    .limit(500);
}

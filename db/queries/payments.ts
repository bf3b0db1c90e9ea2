import { and, desc, eq, sql, type SQL } from "drizzle-orm";
import { unionAll, type PgColumn } from "drizzle-orm/pg-core";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import { chainLeasePayments, chainSlaCredits, chainTabPayments } from "@/db/schema/chain";
import { olderThanId } from "./cursor";

export type Payment = {
  id: string;
  kind: "tab" | "lease" | "credit";
  customer: Address;
  operator: Address;
  lease: Hex | null;
  device: Hex | null;
  amount: bigint;
  fee: bigint;
  at: number;
  transaction: Hex;
};

const text = <T>(value: SQL | PgColumn) => sql<T>`${value}`;

type Asked = { operator?: Address; cursor?: string | undefined; limit?: number };

/** What the contract paid to one operator or to all, and what it took of it for broken promises, the newest first. */
export async function readPayments(
  db: Executor,
  { operator, cursor, limit = 1_000_000 }: Asked,
): Promise<Payment[]> {
  const part = (
    table: typeof chainTabPayments | typeof chainLeasePayments | typeof chainSlaCredits,
    kind: Payment["kind"],
    amount: PgColumn,
    fee: SQL | PgColumn,
    more: { lease: SQL | PgColumn; device: SQL | PgColumn },
  ) =>
    db
      .select({
        id: text<string>(table.id).as("id"),
        kind: sql<Payment["kind"]>`${kind}::text`.as("kind"),
        customer: text<Address>(table.customer).as("customer"),
        operator: text<Address>(table.operator).as("operator"),
        lease: text<Hex | null>(more.lease).as("lease"),
        device: text<Hex | null>(more.device).as("device"),
        amount: text<string>(amount).as("amount"),
        fee: text<string>(fee).as("fee"),
        at: text<string>(table.at).as("at"),
        transaction: text<Hex>(table.transaction).as("transaction"),
      })
      .from(table as typeof chainTabPayments)
      .where(and(operator && eq(table.operator, operator), olderThanId(table.id, cursor)))
      // Each kind by its own index: none has to be read to its end to find the newest of all.
      .orderBy(desc(table.id))
      .limit(limit);
  const [none, nothing] = [sql`null::text`, sql`0::numeric`];
  const rows = await unionAll(
    part(chainTabPayments, "tab", chainTabPayments.paid, chainTabPayments.fee, { lease: none, device: none }),
    part(chainLeasePayments, "lease", chainLeasePayments.amount, chainLeasePayments.fee, chainLeasePayments),
    part(chainSlaCredits, "credit", chainSlaCredits.credit, nothing, chainSlaCredits),
  )
    .orderBy(desc(sql`id`))
    .limit(limit);
  return rows.map((row) => ({
    ...row,
    amount: BigInt(row.amount),
    fee: BigInt(row.fee),
    at: Number(row.at),
  }));
}

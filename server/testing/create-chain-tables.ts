import { is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import type { Db } from "@/db/client";
import * as chainSchema from "@/db/schema/chain";

/**
 * The tables that the indexer would keep, empty but for the fee, for tests of verbs that read them and fill them as the
 * chain would. What the indexer really writes is held against the chain in its own test.
 */
export async function createChainTables(db: Db): Promise<void> {
  await db.execute(sql`create schema if not exists chain`);
  for (const table of Object.values(chainSchema)) {
    if (!is(table, PgTable)) continue;
    const { name, columns, primaryKeys } = getTableConfig(table);
    const lines = columns.map(
      (column) =>
        `"${snake(column.name)}" ${column.getSQLType()}${column.notNull ? " not null" : ""}${column.primary ? " primary key" : ""}`,
    );
    const keys = primaryKeys.map(
      (key) => `primary key (${key.columns.map((column) => `"${snake(column.name)}"`).join(", ")})`,
    );
    await db.execute(sql.raw(`create table chain.${name} (${[...lines, ...keys].join(", ")})`));
  }
  // The first word of every escrow, and without it no lease is offered.
  await db.insert(chainSchema.chainFigures).values({ contract: "escrow", name: "feeBps", value: "200" });
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

import "server-only";
import { asc, eq, inArray, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { Address } from "viem";
import type { Executor } from "@/db/client";
import { lockAccount, readAccounts } from "@/db/queries/accounts";
import { accounts, sessionKeys } from "@/db/schema/money";
import { MarketError } from "@/lib/errors";

/** What of an order is about money: its ceiling is held of the balance and of the session key's cap. */
export type Payer = { customer: Address; sessionKey: Address; reserved: bigint };

/**
 * What the customers of some orders have free, and their session keys. Accounts and keys are locked until
 * the transaction ends, so that what is held here cannot be overtaken; `write` puts it into their rows.
 */
export class Purses {
  private readonly heldOf = { balance: new Map<Address, bigint>(), cap: new Map<Address, bigint>() };

  private constructor(
    private readonly balances: ReadonlyMap<Address, bigint>,
    private readonly caps: ReadonlyMap<Address, bigint>,
  ) {}

  static async open(tx: Executor, payers: readonly Payer[]): Promise<Purses> {
    const customers = [...new Set(payers.map(({ customer }) => customer))];
    await lockAccount(tx, ...customers);
    const figures = await readAccounts(tx, customers);
    const keys = await tx
      .select({
        key: sessionKeys.key,
        left: sql<string>`${sessionKeys.cap} - ${sessionKeys.spent} - ${sessionKeys.reserved}`,
      })
      .from(sessionKeys)
      .where(inArray(sessionKeys.key, [...new Set(payers.map(({ sessionKey }) => sessionKey))]))
      .orderBy(asc(sessionKeys.key))
      .for("update");
    return new Purses(
      new Map([...figures].map(([customer, { available }]) => [customer, available])),
      new Map(keys.map(({ key, left }) => [key, BigInt(left)])),
    );
  }

  /** Throws if there is not enough left for an order after what is held already. */
  hold({ customer, sessionKey, reserved: needed }: Payer): void {
    const available = (this.balances.get(customer) ?? 0n) - (this.heldOf.balance.get(customer) ?? 0n);
    if (available < needed)
      throw new MarketError("FUNDS_EXHAUSTED", {
        needed: needed.toString(),
        available: available.toString(),
      });
    const left = (this.caps.get(sessionKey) ?? 0n) - (this.heldOf.cap.get(sessionKey) ?? 0n);
    if (left < needed)
      throw new MarketError("SESSION_CAP_EXCEEDED", { needed: needed.toString(), left: left.toString() });
    add(this.heldOf.balance, customer, needed);
    add(this.heldOf.cap, sessionKey, needed);
  }

  /** Takes back what was held for an order that is not placed after all. */
  release({ customer, sessionKey, reserved }: Payer): void {
    add(this.heldOf.balance, customer, -reserved);
    add(this.heldOf.cap, sessionKey, -reserved);
  }

  async write(tx: Executor): Promise<void> {
    const { balance, cap } = this.heldOf;
    const held = (of: ReadonlyMap<Address, bigint>) =>
      sql`unnest(${sql.param([...of.keys()])}::text[], ${sql.param([...of.values()])}::bigint[]) as held (address, amount)`;
    const more = { reserved: sql`reserved + held.amount` } satisfies PgUpdateSetSource<typeof accounts>;
    await tx
      .update(accounts)
      .set(more)
      .from(held(balance))
      .where(eq(accounts.customer, sql`held.address`));
    await tx
      .update(sessionKeys)
      .set(more)
      .from(held(cap))
      .where(eq(sessionKeys.key, sql`held.address`));
  }
}

const add = (of: Map<Address, bigint>, address: Address, amount: bigint) =>
  of.set(address, (of.get(address) ?? 0n) + amount);

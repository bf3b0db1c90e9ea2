import "server-only";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { readCodeChanges, readFigureChanges, readFigures } from "@/db/queries/governance";
import type { DescribedCall } from "@/lib/governance/describe-call";

/** Values by "contract.figure"; the figure "code" of a contract is the address of what it runs. */
export type FigureValues = ReadonlyMap<string, string>;

/** What each figure was before these transactions, and what it is now where they changed nothing. */
export async function figuresBefore(db: Executor, transactions: readonly Hex[]): Promise<FigureValues> {
  const [figures, codes, changes] = await Promise.all([
    readFigures(db),
    readCodeChanges(db),
    Promise.all(transactions.map((transaction) => readFigureChanges(db, { transaction }, undefined, 200))),
  ]);
  for (const { contract, name, before } of changes.flat())
    if (before) figures.set(`${contract}.${name}`, before);
  const changed = new Set<string>();
  for (const { contract, implementation, transaction } of codes) {
    if (transactions.includes(transaction)) changed.add(contract);
    if (implementation && !changed.has(contract)) figures.set(`${contract}.code`, implementation);
  }
  return figures;
}

/** A call with what the figure that it sets is without it. */
export function withBefore(call: DescribedCall, figures: FigureValues) {
  const { figure } = call;
  return {
    ...call,
    figure: figure && { ...figure, before: figures.get(`${figure.contract}.${figure.name}`) ?? null },
  };
}

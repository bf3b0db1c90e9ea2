import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { contractsFolder } from "./artifacts";
import { forgeOrThrow } from "./forge";
import { gasBudgets } from "./gas-budgets";

/**
 * `npm run bench:gas`: what each act costs now, next to the committed snapshot, its budget and the nearest figure of
 * others. Fails where an act costs over 5 % more than the snapshot says, or more than its budget. `-- --update` keeps
 * what was measured as the new snapshot.
 */

const tolerance = 0.05;
const snapshotFile = join(contractsFolder, "snapshots/gas.json");

type Costs = Record<string, number>;

async function main(): Promise<void> {
  const committed = await readFile(snapshotFile, "utf8");
  await forgeOrThrow(["test", "--match-path", "test/gas/**"], { env: { FOUNDRY_PROFILE: "gas" } });
  const measured = await readFile(snapshotFile, "utf8");
  if (!process.argv.includes("--update")) await writeFile(snapshotFile, committed);

  const [before, now] = [costsIn(committed), costsIn(measured)];
  print(before, now);
  const failures = [...regressions(before, now), ...overBudget(now)];
  for (const failure of failures) console.error(`✗ ${failure}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function costsIn(snapshot: string): Costs {
  const costs = JSON.parse(snapshot) as Record<string, string>;
  return Object.fromEntries(Object.entries(costs).map(([act, gas]) => [act, Number(gas)]));
}

function regressions(before: Costs, now: Costs): string[] {
  return Object.entries(before).flatMap(([act, cost]) => {
    const costs = now[act];
    if (costs === undefined) return [`"${act}" is in the snapshot and was not measured`];
    return costs > cost * (1 + tolerance) ? [`"${act}" costs ${costs} instead of ${cost}`] : [];
  });
}

function overBudget(now: Costs): string[] {
  return gasBudgets.flatMap(({ act, most }) => {
    const costs = now[act];
    if (costs === undefined) return [`"${act}" has a budget and was not measured`];
    return costs > most ? [`"${act}" costs ${costs}, and may cost ${most}`] : [];
  });
}

function print(before: Costs, now: Costs): void {
  const budgets = new Map(gasBudgets.map((budget) => [budget.act, budget]));
  console.log(row("act", "gas", "since", "budget", "elsewhere"));
  for (const [act, gas] of Object.entries(now)) {
    const { most, anchor } = budgets.get(act) ?? {};
    const since = before[act] ? `${(100 * (gas / before[act] - 1)).toFixed(1)} %` : "new";
    const elsewhere = anchor ? `${anchor.gas.toLocaleString("en")} ${anchor.what}` : "";
    console.log(row(act, gas.toLocaleString("en"), since, most?.toLocaleString("en") ?? "", elsewhere));
  }
}

function row(act: string, gas: string, since: string, budget: string, elsewhere: string): string {
  return `${act.padEnd(32)} ${gas.padStart(9)} ${since.padStart(8)} ${budget.padStart(9)}  ${elsewhere}`.trimEnd();
}

await main();

import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { contractsFolder } from "./artifacts";
import { forge, forgeOrThrow } from "./forge";
import { mutants, type Mutant } from "./mutant-list";

/**
 * Plants each fault of the list in a copy of the contracts, runs the tests against it, and fails if one survives: a fault
 * that no test notices is a hole in the tests. Only the contracts are built anew; tests fetch their code by name.
 */

const copy = "cache/mutant";
const artifacts = `${copy}/out`;
/** Fewer runs than usual: a fault that needs luck to be found counts as survived. */
const fewRuns = { FOUNDRY_FUZZ_RUNS: "100", FOUNDRY_INVARIANT_RUNS: "16" };

type Verdict = { killedBy: string } | { survived: true };

async function main(): Promise<void> {
  await forgeOrThrow(["build"]);
  await rm(join(contractsFolder, copy), { recursive: true, force: true });
  await cp(join(contractsFolder, "src"), join(contractsFolder, copy, "src"), { recursive: true });
  await buildCopy();
  const sound = await killer("**");
  if (sound) throw new Error(`The tests fail on the contracts as they are, first ${sound}: mend that first.`);

  let survivors = 0;
  for (const [index, mutant] of mutants.entries()) {
    const verdict = await judge(mutant);
    if ("survived" in verdict) survivors++;
    const fate = "survived" in verdict ? "SURVIVED" : `died of ${verdict.killedBy}`;
    console.log(`${String(index + 1).padStart(2)} ${mutant.file}: ${mutant.harm}\n   ${fate}`);
  }
  await rm(join(contractsFolder, copy), { recursive: true });
  console.log(`\n${mutants.length - survivors} of ${mutants.length} mutants died`);
  process.exitCode = survivors === 0 ? 0 : 1;
}

async function judge(mutant: Mutant): Promise<Verdict> {
  const path = join(contractsFolder, copy, "src", mutant.file);
  const source = await readFile(path, "utf8");
  await writeFile(path, plant(source, mutant));
  try {
    await buildCopy();
    const killedBy = (await killer(`${mutant.tests}/**`)) ?? (await killer("**"));
    return killedBy ? { killedBy } : { survived: true };
  } finally {
    await writeFile(path, source);
  }
}

function plant(source: string, { file, original, fault }: Mutant): string {
  const places = source.split(original).length - 1;
  if (places !== 1)
    throw new Error(`"${original}" stands ${places} times in ${file}, and must stand there once.`);
  return source.replace(original, () => fault);
}

async function buildCopy(): Promise<void> {
  const places = ["--contracts", `${copy}/src`, "--out", artifacts, "--cache-path", `${copy}/cache`];
  // By path: with the sources themselves in the same build, either of two artefacts may get the plain name.
  await forgeOrThrow(["build", `${copy}/src`, ...places]);
}

/** The first test that fails on the copy, if any does. */
async function killer(tests: string): Promise<string | undefined> {
  const args = ["test", "--match-path", `test/${tests}`, "--fail-fast"];
  const { code, output } = await forge(args, { env: { MUTANT_ARTIFACTS: artifacts, ...fewRuns } });
  if (code === 0) return undefined;
  const [, test] = /^\[FAIL.*\] (\w+)\(/m.exec(output) ?? [];
  if (!test) throw new Error(`forge failed without saying which test did:\n${output}`);
  return test;
}

await main();

import { openEngines } from "@/agent/sandbox/testing/engines/engines";

/**
 * Runs the same modules on every engine at hand and compares result roots and fuel:
 * `npm run bench:engines -- [modules]`. Fails when any two engines differ.
 */
const [count = 500] = process.argv.slice(2).map(Number);
const { engines, missing, close } = await openEngines();
// So that what is open is closed.
process.once("SIGINT", () => process.exit(130));
let expected: string[] | undefined;
let differences = 0;
for (const { name, answers } of engines) {
  const began = performance.now();
  const lines = await answers(count);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  expected ??= lines;
  const equal = lines.filter((line, i) => line === expected![i]).length;
  differences += Math.max(expected.length, lines.length) - equal;
  console.log(`${name}: ${equal} of ${expected.length} equal, ${seconds} s`);
}
for (const name of missing) console.log(`${name}: not here`);
await close();
process.exitCode = differences === 0 ? 0 : 1;

import { compareRewritten } from "@/lib/sandbox/testing/compare-rewritten";

/**
 * Compares random modules with what the rewriter makes of them: results, traps, memory, calls to the host,
 * NaN bits, and fuel to the unit. `npm run fuzz:rewriter -- [modules] [first seed]`. A difference names its
 * seed, and the seed alone makes the module again.
 */
const [modules = 100_000, first = 1] = process.argv.slice(2).map(Number);
const began = performance.now();
const sum = { returned: 0, trapped: 0, differences: 0 };

for (let seed = first; seed < first + modules; seed++) {
  const { differences, returned, trapped } = compareRewritten(seed);
  sum.returned += returned;
  sum.trapped += trapped;
  sum.differences += differences.length;
  for (const difference of differences) console.error(difference);
  if ((seed - first + 1) % 10_000 === 0) console.log(`${seed - first + 1} modules`);
}

const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(
  `${modules} modules, ${sum.returned} calls returned, ${sum.trapped} trapped, ${sum.differences} differences, ${seconds} s`,
);
process.exitCode = sum.differences === 0 ? 0 : 1;

import { fuzzHost } from "@/lib/sandbox/testing/fuzz-host";

/**
 * Calls the WASI host with anything: `npm run fuzz:wasi -- [calls] [first seed]`. Fails for an exception
 * that is not the end of a run, an answer that is no errno, files beyond their limits, or memory that grows.
 */
const [calls = 10_000_000, first = 1] = process.argv.slice(2).map(Number);
const callsPerSeed = 100_000;
const growthMibMax = 64;

const began = performance.now();
const sum = { succeeded: 0, refused: 0, ended: 0 };
const faults: string[] = [];
let baseMib = 0;
let growthMib = 0;
for (let done = 0, seed = first; done < calls; done += callsPerSeed, seed++) {
  const result = fuzzHost(seed, Math.min(callsPerSeed, calls - done));
  sum.succeeded += result.succeeded;
  sum.refused += result.refused;
  sum.ended += result.ended;
  for (const fault of result.faults) faults.push(`seed ${seed}: ${fault}`);
  const mib = process.memoryUsage().rss / 2 ** 20;
  // The engine takes what it likes while it warms up; after that it must not need more.
  if (seed < first + 10) baseMib = Math.max(baseMib, mib);
  else growthMib = Math.max(growthMib, mib - baseMib);
}

for (const fault of faults.slice(0, 20)) console.error(fault);
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(
  `${calls} calls: ${sum.succeeded} succeeded, ${sum.refused} got an errno, ${sum.ended} ended the run; ` +
    `${faults.length} faults; memory grew by ${growthMib.toFixed(0)} MiB; ${seconds} s`,
);
process.exitCode = faults.length === 0 && growthMib < growthMibMax ? 0 : 1;

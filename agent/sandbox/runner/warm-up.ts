import { defaultLimits } from "@/lib/sandbox/limits";
import { prepareRun } from "@/lib/sandbox/prepare-run";
import type { MeteredModule } from "@/lib/sandbox/wasm/compile-module";

/**
 * Runs what most workloads begin with, so that the engine has compiled it before a lease waits for it:
 * a fresh engine compiles each function when it is first called, and for a script that is half a second.
 * It also shows that this process can run anything at all.
 */
export function warmUp(kind: "wasm" | "script", engine: () => MeteredModule): void {
  const { end, exitCode } = prepareRun(kind === "wasm" ? wasmRun : scriptRun, engine, () => {})();
  if (end !== "exit" || exitCode !== 0) throw new Error(`the first run ended with ${end} ${exitCode}`);
}

const given = {
  args: [],
  input: new TextEncoder().encode('{"n": [1, 2]}'),
  seed: new Uint8Array(32),
  startsAtMs: 0,
  limits: { ...defaultLimits, fuel: 10_000_000_000n },
  sha256: "",
};

/** `(module (memory (export "memory") 1) (func (export "_start")))` */
const emptyCommand = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 19, 2, 6, 0x5f, 0x73,
  0x74, 0x61, 0x72, 0x74, 0, 0, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 10, 4, 1, 2, 0, 0x0b,
]);
const wasmRun = { kind: "wasm", module: emptyCommand, env: {}, files: [], ...given } as const;

const commonScript = String.raw`
  class Point { #x; constructor(x) { this.#x = x } get x() { return this.#x } toString() { return "Point " + this.#x } }
  const data = JSON.parse(input);
  const words = "the quick brown fox".split(" ").map((word, i) => word.toUpperCase().padEnd(i + 8, "."));
  const counts = new Map();
  for (const word of words) for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a).filter(([, n]) => n > 1);
  function* squares(n) { for (let i = 0; i < n; i++) yield i ** 2 }
  let sum = 0;
  for (const n of squares(50)) sum += n % 7 | 0;
  const table = new Float64Array(64);
  for (let i = 0; i < table.length; i++) table[i] = Math.sqrt(i) * Math.sin(i) + Math.random();
  const big = 2n ** 80n % 1_000_000_007n;
  const { a = 1, ...rest } = { b: 2, c: [3] };
  try { null.x } catch (error) { console.error(error.message, error) }
  try { try { throw new RangeError("warm") } finally { sum++ } } catch {}
  const match = /(\d+)-(?<word>\w+)/.exec("12-ab")?.groups.word.replace(/a/g, "b");
  await Promise.all([1, 2].map(async (n) => { await null; return n }));
  await new Promise((done) => setTimeout(done, 1));
  console.log("%s %d", match, sum, sorted, new Point(3), rest, big, new Date(0), new Set([1]), [..."añ"].reverse().join(""), String(new Point(1)));
  console.log(table.slice(0, 4), data, table.reduce((x, y) => x + y) > 0, [3, 1, 2].toSorted(), parseInt("12"), (1.5).toFixed(2), isNaN(0));
  output({ words, sum });
`;
const scriptRun = {
  kind: "script",
  language: "javascript",
  source: new TextEncoder().encode(commonScript),
  ...given,
} as const;

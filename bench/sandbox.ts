import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * What metering costs: three kernels as native code, as plain WebAssembly and as the rewriter makes them,
 * in turns, each in a fresh process with a runner's flags, by processor time. `npm run bench:sandbox -- [rounds]`. Fails when
 * a kernel costs more than issue 5 allows.
 */
const [rounds = 7] = process.argv.slice(2).map(Number);
const kernels = [
  { number: 1, name: "SHA-256, 200 MB", allowedPercent: 20 },
  { number: 2, name: "matmul 256², 20 times", allowedPercent: 5 },
  { number: 3, name: "Mandelbrot 2400 × 600 × 200", allowedPercent: 12 },
];
const folder = mkdtempSync(join(tmpdir(), "ambit-bench-"));
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const clang = (...args: string[]) => execFileSync("clang", [...args, here("kernels/kernels.c")]);
const millis = (command: string, ...args: string[]) =>
  Number(execFileSync(command, args, { encoding: "utf8" }));

try {
  const program = join(folder, "in-process.cjs");
  await build({
    entryPoints: [here("kernels/in-process.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    alias: { "@": here("..").replace(/\/$/, "") },
    logLevel: "error",
  });
  for (const kernel of kernels) measure(kernel, program);
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  console.log("SKIPPED: clang is not installed (apt install clang lld), and the kernels are C.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure({ number, name, allowedPercent }: (typeof kernels)[number], program: string): void {
  const [native, wasm] = [join(folder, `k${number}`), join(folder, `k${number}.wasm`)];
  const freestanding = ["--target=wasm32", "-ffreestanding", "-nostdlib", "-Wl,--no-entry"];
  clang("-O2", `-DKERNEL=${number}`, "-o", native);
  clang("-O2", `-DKERNEL=${number}`, ...freestanding, "-o", wasm);
  const runner = (how: string) =>
    millis(process.execPath, "--no-liftoff", "--stack-size=4000", program, how, wasm);
  const best = { native: Infinity, plain: Infinity, metered: Infinity };
  for (let round = 0; round < rounds; round++) {
    best.native = Math.min(best.native, millis(native));
    best.plain = Math.min(best.plain, runner("plain"));
    best.metered = Math.min(best.metered, runner("metered"));
  }
  const percent = (best.metered / best.plain - 1) * 100;
  console.log(
    `${name}: native ${best.native.toFixed(0)} ms, wasm ${best.plain.toFixed(0)} ms, metered ${best.metered.toFixed(0)} ms: ` +
      `${percent.toFixed(1)} % over wasm (allowed ${allowedPercent} %), ${(best.metered / best.native).toFixed(2)} times native`,
  );
  if (percent > allowedPercent) process.exitCode = 1;
}

import { readFileSync } from "node:fs";
import { runCommand } from "@/lib/sandbox/run-metered";
import { testWorld } from "@/lib/sandbox/testing/run-bytes";
import { compileCommand } from "@/lib/sandbox/wasm/compile-module";

// Runs one kernel in a process as a runner's is, and prints the milliseconds of processor time that its
// thread took, which other programs on the machine disturb least: `metered` or `plain`, file.
const [how, file] = process.argv.slice(2) as [string, string];
const bytes = new Uint8Array(readFileSync(file));

function metered(): void {
  const world = testWorld({ limits: { fuel: 1n << 50n } });
  const { end, detail } = runCommand({ compiled: compiled!, world, sink: () => {} });
  if (end !== "exit") throw new Error(`The kernel ended with ${end}: ${detail}.`);
}

const compiled = how === "metered" ? compileCommand(bytes) : undefined;
const plain = how === "plain" ? new WebAssembly.Module(bytes) : undefined;
const began = process.threadCpuUsage();
if (plain) (new WebAssembly.Instance(plain).exports._start as () => void)();
else metered();
console.log(process.threadCpuUsage(began).user / 1000);

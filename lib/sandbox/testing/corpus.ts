import { sha256 } from "viem";
import { limitsOf } from "@/lib/sandbox/limits";
import type { WasmRun } from "@/lib/sandbox/run-input";
import { command } from "./assemble";
import { randomCommand } from "./random-module";

const limits = { ...limitsOf({ memoryMib: 4, diskMib: 1, wallMs: 60_000 }), fuel: 20_000_000n };

/** Runs whose ends, outputs and fuel every engine must agree on: random commands, and each way to end. */
export function corpus(randomCount: number): WasmRun[] {
  const random = Array.from({ length: randomCount }, (_, i) => randomCommand(i + 1));
  return [...ends, ...random].map((bytes, i) => ({
    kind: "wasm",
    module: bytes,
    sha256: sha256(bytes).slice(2),
    args: [`${i}`],
    env: { NUMBER: `${i}` },
    files: [],
    input: new Uint8Array(i % 7),
    seed: new Uint8Array(32).fill(i),
    startsAtMs: 1_700_000_000_000 + i,
    limits,
  }));
}

/** Calls itself without end, in frames of these locals and so many operands. */
const deep = (locals: string, operands = 0) => {
  const code = `${"i64.const 1 ".repeat(operands)} call deeper ${"drop ".repeat(operands)}`;
  return command("call deeper", { functions: { deeper: { locals, code } } });
};
const writeRandom =
  "i32.const 8 i32.const 1024 call random_get drop i32.const 0 i32.const 8 i32.store i32.const 4 i32.const 1024 i32.store";
const ends = [
  command("nop"),
  command("i32.const 42 call proc_exit"),
  command("unreachable"),
  command("loop br 0 end"),
  deep(""),
  // Engines keep each kind of value in another way, and the largest frames leave least to spare.
  ...["I", "i", "v", "F", "Iv"].flatMap((types) =>
    [1, 30, 900].map((count) => deep(types.repeat(count), count)),
  ),
  deep("", 4000),
  deep("v".repeat(4000)),
  command("loop i32.const 1 memory.grow i32.const -1 i32.ne br_if 0 end i32.const 7 call proc_exit"),
  command(`${writeRandom} i32.const 1 i32.const 0 i32.const 1 i32.const 2000 call fd_write drop`, {
    imports: ["random_get", "fd_write"],
  }),
];

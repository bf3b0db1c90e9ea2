import { hexToBytes, type Hex } from "viem";
import { RunRecord, sha256 } from "@/agent/sandbox/run-record";
import { limitsOf } from "@/lib/sandbox/limits";
import { prepareRun } from "@/lib/sandbox/prepare-run";
import type { WasmRun } from "@/lib/sandbox/run-input";
import { command } from "@/lib/sandbox/testing/assemble";

/** Numbers as a module finds them in its memory. */
export const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);

/** Writes eight bytes of the run's chance and its time, so that an answer that is equal is equal in these too. */
export const chanceAndTime = command(
  `i32.const 64 i32.const 8 call random_get drop
   i32.const 0 i64.const 1 i32.const 72 call clock_time_get drop
   i32.const 1 i32.const 16 i32.const 1 i32.const 40 call fd_write drop`,
  { imports: ["random_get", "clock_time_get", "fd_write"], data: { 16: words(64, 16) } },
);

type Order = {
  id: Hex;
  args: string[];
  terms: { startBy: number; maxSeconds: number };
  resources: { memoryMib: number; diskMib: number };
};

/** What this process makes of an order for that module, as any device must. */
export function answerInNode({ id, args, terms, resources }: Order) {
  const { memoryMib, diskMib } = resources;
  const run: WasmRun = {
    kind: "wasm",
    module: chanceAndTime,
    sha256: sha256(chanceAndTime),
    args,
    env: {},
    files: [],
    input: new Uint8Array(),
    seed: hexToBytes(id),
    startsAtMs: terms.startBy * 1000,
    limits: limitsOf({ memoryMib, diskMib, wallMs: terms.maxSeconds * 1000 }),
  };
  const record = new RunRecord(run, () => undefined);
  const start = prepareRun(run, noEngine, (stream, bytes) => record.output(stream, bytes));
  const { resultRoot, fuelUsed, stdout } = record.close(start(), 0);
  return { resultRoot, fuelUsed, stdoutSha256: stdout.sha256 };
}

function noEngine(): never {
  throw new Error("A module needs no script engine.");
}

import { describe, expect, test } from "vitest";
import { assemble, command, type ModuleText } from "@/lib/sandbox/testing/assemble";
import { runBytes } from "@/lib/sandbox/testing/run-bytes";
import { compileLibrary } from "./compile-module";
import { costs } from "./costs";
import { meterExports } from "./rewrite-module";

const fuelOf = (code: string, more?: Parameters<typeof command>[1]) =>
  Number(runBytes(command(code, more)).fuelUsed);

describe("what a function pays", () => {
  test("one unit for each instruction that does something", () => {
    expect(fuelOf("i32.const 1 i32.const 2 i32.add drop")).toBe(4);
    expect(fuelOf("nop nop block nop end")).toBe(0);
  });

  test("only for the arm of an if that is taken", () => {
    const arms = (condition: number) =>
      fuelOf(`i32.const ${condition} if i32.const 1 drop else i32.const 1 i32.eqz drop end`);
    // The condition and the if, then the arm.
    expect(arms(1)).toBe(2 + 2);
    expect(arms(0)).toBe(2 + 3);
  });

  test("for every iteration", () => {
    const rounds = (n: number) =>
      fuelOf(`i32.const ${n} local.set 0 loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end`, {
        locals: "i",
      });
    expect(rounds(1)).toBe(2 + 5 + costs.iteration);
    expect(rounds(11) - rounds(1)).toBe(10 * (5 + costs.iteration));
  });

  test("for an empty loop, so that none is free", () => {
    const bytes = command("loop br 0 end");
    expect(runBytes(bytes, { limits: { fuel: 100n } }).end).toBe("out-of-fuel");
  });

  test("nothing for what a branch passes over", () => {
    expect(fuelOf("block br 0 i32.const 1 drop i32.const 1 drop end")).toBe(1);
    expect(fuelOf("block i32.const 1 br_if 0 i32.const 1 drop end i32.const 5 drop")).toBe(2 + 2);
    expect(fuelOf("block i32.const 0 br_if 0 i32.const 1 drop end i32.const 5 drop")).toBe(2 + 2 + 2);
    expect(fuelOf("block block i32.const 1 br_table 0,1,1 end i32.const 1 drop end i32.const 1 drop")).toBe(
      2 + 2,
    );
    expect(fuelOf("i32.const 1 if return end i32.const 1 drop")).toBe(2 + 1);
  });

  test("for calls, what they do and back again", () => {
    const functions: ModuleText["functions"] = {
      f: { params: "i", results: "i", code: "local.get 0 i32.eqz" },
    };
    expect(fuelOf("i32.const 1 call f drop", { functions })).toBe(1 + costs.call + 2 + 1);
    const table = { min: 1, functions: ["f"] };
    expect(fuelOf("i32.const 1 i32.const 0 call_indirect i:i 0 drop", { functions, table })).toBe(
      2 + costs.call + 2 + 1,
    );
  });

  test("for bulk instructions by their length", () => {
    const fill = (n: number) => fuelOf(`i32.const 0 i32.const 0 i32.const ${n} memory.fill`);
    expect(fill(8000) - fill(0)).toBe(1000);
    const copy = (n: number) => fuelOf(`i32.const 0 i32.const 0 i32.const ${n} memory.copy`);
    expect(copy(8000) - copy(0)).toBe(1000);
  });

  test("in a loop whose body is one long bulk instruction, until nothing is left", () => {
    const bytes = command("loop i32.const 0 i32.const 0 i32.const 65536 memory.fill br 0 end");
    expect(runBytes(bytes, { limits: { fuel: 1_000_000n } }).end).toBe("out-of-fuel");
  });
});

describe("what a function does stays the same", () => {
  /** Runs the exported `f` of a module as it is and as it is rewritten. */
  const both = (text: ModuleText, ...args: (number | bigint)[]): [unknown, unknown] => {
    const bytes = assemble(text);
    const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource));
    const metered = new WebAssembly.Instance(compileLibrary(bytes, {}).module);
    for (const name of [meterExports.fuel, meterExports.stack])
      (metered.exports[name] as WebAssembly.Global).value = 1_000_000n;
    const call = ({ exports }: WebAssembly.Instance) =>
      (exports.f as (...args: unknown[]) => unknown)(...args);
    return [call(plain), call(metered)];
  };

  test("with several results and branches that carry them", () => {
    const code = "local.get 0 i64.extend_i32_s local.get 0 local.get 0 br_if 0 i32.const 5 i32.add return";
    const text = { functions: { f: { params: "i", results: "Ii", code } } };
    for (const n of [0, 1, -3]) {
      const [plain, metered] = both(text, n);
      expect(metered).toEqual(plain);
    }
  });

  test("with blocks that take parameters, in code that is never reached too", () => {
    const code =
      "i32.const 3 i64.const 4 block iI:I drop i64.extend_i32_s br 0 unreachable i32.const 1 loop i:i end drop i64.const 1 end i32.wrap_i64";
    const text = { functions: { f: { results: "i", code } } };
    const [plain, metered] = both(text);
    expect(metered).toEqual(plain);
  });

  test("with a start function, which runs when the host says so", () => {
    const bytes = command("global.get 0 call proc_exit", {
      globals: [["i", 3]],
      start: "begin",
      functions: { begin: { code: "i32.const 4 global.set 0" } },
    });
    expect(runBytes(bytes).exitCode).toBe(4);
  });
});

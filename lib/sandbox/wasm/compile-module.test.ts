import { describe, expect, test } from "vitest";
import { MarketError } from "@/lib/errors";
import { assemble, command, type ModuleText } from "@/lib/sandbox/testing/assemble";
import { ByteWriter } from "./byte-writer";
import { checkFunctions } from "./check-functions";
import { checkCommand, compileCommand } from "./compile-module";
import { moduleLimits } from "./module-limits";

const refusal = (run: () => unknown): [string, string] => {
  try {
    run();
  } catch (error) {
    if (error instanceof MarketError) return [error.code, String(error.facts.detail)];
    throw error;
  }
  return ["none", ""];
};
const nothing: ModuleText["functions"] = { _start: { code: "nop" } };

describe("bytes that are no module", () => {
  const whole = command("i32.const 1 drop", { data: { 0: "abc" }, table: { min: 1 }, globals: [["i", 1]] });

  test("nothing, text, another version, a component", () => {
    const bytes = (...values: number[]) => refusal(() => compileCommand(new Uint8Array(values)));
    expect(bytes()[0]).toBe("WORKLOAD_NOT_WASM");
    expect(refusal(() => compileCommand(new TextEncoder().encode("console.log(1)")))[0]).toBe(
      "WORKLOAD_NOT_WASM",
    );
    expect(bytes(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0)).toEqual(["WORKLOAD_NOT_WASM", "its version is 2, not 1"]);
    expect(bytes(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0)[0]).toBe("WORKLOAD_UNSUPPORTED");
  });

  test("a module cut off at any byte is refused and never crashes the reader", () => {
    const ending = command("i32.const 1 drop");
    for (let length = 0; length < ending.length; length++) {
      expect(refusal(() => compileCommand(ending.subarray(0, length)))[0]).toMatch(/^WORKLOAD_/);
    }
  });

  test("a module with any one byte changed is refused or compiles, and nothing else", () => {
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0x00, 0x01, 0x0b, 0x40, 0x7f, 0x80, 0xff]) {
        const changed = whole.slice();
        changed[at] = value;
        expect(refusal(() => compileCommand(changed))[0]).toMatch(/^(WORKLOAD_|none)/);
      }
    }
  });

  test("a module that only its types make invalid is refused in the engine's words", () => {
    const [code, detail] = refusal(() => compileCommand(command("i64.const 1 i32.eqz drop")));
    expect([code, detail]).toEqual(["WORKLOAD_NOT_WASM", expect.stringContaining("type")]);
  });

  test("code that names the meter's own globals or locals is refused", () => {
    expect(refusal(() => compileCommand(command("i64.const 9 global.set 0")))[0]).toBe("WORKLOAD_NOT_WASM");
    expect(refusal(() => compileCommand(command("i64.const 9 local.set 0")))[0]).toBe("WORKLOAD_NOT_WASM");
  });
});

describe("modules that ask for what no device grants", () => {
  const cases: Record<string, [ModuleText, string]> = {
    "no _start": [{ functions: { main: { code: "nop" } } }, "exports no _start"],
    "a _start with parameters": [{ functions: { _start: { params: "i", code: "nop" } } }, "its _start"],
    "an unknown import": [
      { imports: { "env.fork": ":i" }, functions: nothing },
      "imports env.fork, which no device has",
    ],
    "an unknown WASI function": [
      { imports: { "wasi_snapshot_preview1.sock_open": "ii:i" }, functions: nothing },
      "sock_open",
    ],
    "an import named like a property of objects": [
      { imports: { "wasi_snapshot_preview1.constructor": ":" }, functions: nothing },
      "constructor",
    ],
    "a WASI function of another shape": [
      { imports: { "wasi_snapshot_preview1.fd_write": "iiIi:i" }, functions: nothing },
      "as (iiIi:i), and it is (iiii:i)",
    ],
    "preview 0": [{ imports: { "wasi_unstable.fd_close": "i:i" }, functions: nothing }, "preview 0"],
    "an export of the meter's name": [
      { functions: { ...nothing, f: { code: "nop", export: "ambit:fuel" } } },
      "a name of the meter's",
    ],
    "system calls without a memory": [
      { imports: ["fd_close"], functions: nothing },
      "does not export its memory",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [text, detail]) => {
    expect(refusal(() => compileCommand(assemble(text)))).toEqual([
      "WORKLOAD_UNSUPPORTED",
      expect.stringContaining(detail),
    ]);
  });

  test("shared and 64-bit memories, imported memories", () => {
    const section = (id: number, ...content: number[]) =>
      new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, id, content.length, ...content]);
    expect(refusal(() => checkCommand(section(5, 1, 3, 1, 1)))[1]).toContain("shared or 64-bit");
    expect(refusal(() => checkCommand(section(5, 1, 4, 1)))[1]).toContain("shared or 64-bit");
    expect(refusal(() => checkCommand(section(2, 1, 1, 0x61, 1, 0x6d, 2, 0, 1)))[1]).toContain("no function");
  });
});

describe("a gateway, which has no engine", () => {
  const walk = (bytes: Uint8Array) => refusal(() => [...checkFunctions(checkCommand(bytes))]);

  test("finds what is wrong in functions, one after the other", () => {
    const good = command("call f", { functions: { f: { code: "nop" } } });
    expect([...checkFunctions(checkCommand(good))]).toHaveLength(2);
    expect(walk(command("i32.add drop"))[0]).toBe("WORKLOAD_NOT_WASM");
    expect(walk(command("br 3"))[0]).toBe("WORKLOAD_NOT_WASM");
    expect(walk(command("loop end ".repeat(moduleLimits.loopsPerFunction + 1)))[0]).toBe(
      "WORKLOAD_UNSUPPORTED",
    );
  });
});

describe("modules that attack the compiler", () => {
  const refused = (code: string, locals = "") => refusal(() => compileCommand(command(code, { locals })));

  test("blocks nested too deep", () => {
    const depth = moduleLimits.nestingPerFunction;
    expect(refused("block ".repeat(depth) + "end ".repeat(depth))[0]).toBe("none");
    expect(refused("block ".repeat(depth + 1) + "end ".repeat(depth + 1))[1]).toContain("nested");
  });

  test("too many loops in one function", () => {
    expect(refused("loop end ".repeat(moduleLimits.loopsPerFunction))[0]).toBe("none");
    expect(refused("loop end ".repeat(moduleLimits.loopsPerFunction + 1))[1]).toContain("loops");
  });

  test("too many locals, also as one group", () => {
    expect(refused("nop", "i".repeat(moduleLimits.localsPerFunction))[0]).toBe("none");
    expect(refused("nop", "i".repeat(moduleLimits.localsPerFunction + 1))[1]).toContain("locals");
    const body = new ByteWriter().u32(1).u32(0xffff_ffff).u8(0x7f, 0x0b).view();
    const bytes = new Uint8Array([
      0,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      1,
      4,
      1,
      0x60,
      0,
      0,
      3,
      2,
      1,
      0,
      7,
      10,
      1,
      6,
      ...new TextEncoder().encode("_start"),
      0,
      0,
      10,
      body.length + 2,
      1,
      body.length,
      ...body,
    ]);
    expect(refusal(() => compileCommand(bytes))[1]).toContain("locals");
  });

  test("too many operands, too large a function", () => {
    const many = moduleLimits.operandsPerFunction + 1;
    expect(refused("i32.const 0 ".repeat(many) + "drop ".repeat(many))[1]).toContain("operands");
    expect(refused("nop ".repeat(moduleLimits.functionBytes))[1]).toContain("function of");
  });

  test("tables and counts beyond the limits", () => {
    const table = (min: number) =>
      refusal(() => compileCommand(assemble({ table: { min }, functions: nothing })));
    expect(table(moduleLimits.tableEntries)[0]).toBe("none");
    expect(table(moduleLimits.tableEntries + 1)[1]).toContain("table");
  });
});

import { describe, expect, test } from "vitest";
import { checkMemory } from "./run-metered";
import { command } from "./testing/assemble";
import { runBytes } from "./testing/run-bytes";
import { costs } from "./wasm/costs";
import { compileCommand } from "./wasm/compile-module";

describe("how a run ends", () => {
  test("by returning, with exit code 0", () => {
    expect(runBytes(command("nop"))).toMatchObject({ end: "exit", exitCode: 0, detail: null, fuelUsed: 0n });
  });

  test("by the exit code that it asks for, from however deep", () => {
    const bytes = command("call deeper unreachable", {
      functions: { deeper: { code: "i32.const 7 call proc_exit" } },
    });
    expect(runBytes(bytes)).toMatchObject({ end: "exit", exitCode: 7 });
  });

  test("out of fuel, when it never ends", () => {
    const run = runBytes(command("loop br 0 end"), { limits: { fuel: 1_000_000n } });
    expect(run).toMatchObject({ end: "out-of-fuel", exitCode: null, fuelUsed: 1_000_000n });
  });

  test("out of fuel, when its start function never ends", () => {
    const bytes = command("nop", { start: "spin", functions: { spin: { code: "loop br 0 end" } } });
    expect(runBytes(bytes, { limits: { fuel: 1_000n } }).end).toBe("out-of-fuel");
  });

  test("out of fuel, when it calls itself twice and twice again and is never deep", () => {
    const twice =
      "local.get 0 if local.get 0 i32.const 1 i32.sub local.tee 0 call twice local.get 0 call twice end";
    const bytes = command("i32.const 22 call twice", { functions: { twice: { params: "i", code: twice } } });
    expect(runBytes(bytes, { limits: { fuel: 100_000n } })).toMatchObject({
      end: "out-of-fuel",
      fuelUsed: 100_000n,
    });
  });

  test("out of fuel in a call to the host, which costs more than is left", () => {
    const bytes = command("i32.const 64 i32.const 1000 call random_get drop", { imports: ["random_get"] });
    expect(runBytes(bytes, { limits: { fuel: BigInt(costs.hostCall) } }).end).toBe("out-of-fuel");
    expect(runBytes(bytes, { limits: { fuel: BigInt(costs.hostCall) + 200n } }).end).toBe("exit");
  });

  test("too deep, at the same depth whatever the engine's stack", () => {
    const bytes = command("call deeper", {
      globals: [["i", 0]],
      functions: { deeper: { code: "global.get 0 i32.const 1 i32.add global.set 0 call deeper" } },
    });
    expect(runBytes(bytes)).toMatchObject({ end: "stack-depth", exitCode: null });
    expect(runBytes(bytes).fuelUsed).toBe(runBytes(bytes).fuelUsed);
  });

  test("too deep sooner, when its frames are larger", () => {
    const deep = (locals: string) =>
      command("call deeper", { functions: { deeper: { locals, code: "call deeper" } } });
    const [slim, fat] = [runBytes(deep("")), runBytes(deep("I".repeat(400)))];
    expect(fat.end).toBe("stack-depth");
    expect(fat.fuelUsed! * 20n).toBeLessThan(slim.fuelUsed!);
  });

  test("with a trap, and the engine's words for it", () => {
    expect(runBytes(command("unreachable"))).toMatchObject({ end: "trap", detail: "unreachable" });
    expect(runBytes(command("i32.const 1 i32.const 0 i32.div_s drop")).end).toBe("trap");
    expect(runBytes(command("i32.const -1 i32.load drop")).end).toBe("trap");
  });

  test("with a trap, when its data does not fit its memory", () => {
    expect(runBytes(command("nop", { data: { 65_535: "ab" } })).end).toBe("trap");
  });

  test("at the output limit, with what fits passed on", () => {
    const bytes = command(
      "loop i32.const 0 i32.const 1 i32.const 1 i32.const 16 call fd_write drop br 0 end",
      {
        data: { 0: new Uint8Array([8, 0, 0, 0, 5, 0, 0, 0]), 8: "hello" },
      },
    );
    const said = command(
      "loop i32.const 1 i32.const 0 i32.const 1 i32.const 16 call fd_write drop br 0 end",
      {
        data: { 0: new Uint8Array([8, 0, 0, 0, 5, 0, 0, 0]), 8: "hello" },
      },
    );
    expect(runBytes(said, { limits: { outputBytes: 12 } })).toMatchObject({
      end: "output-limit",
      stdout: "hellohellohe",
    });
    // Descriptor 0 is the input: writing to it only ever fails, until the calls are used up.
    expect(runBytes(bytes, { limits: { hostCalls: 100 } })).toMatchObject({
      end: "host-call-limit",
      stdout: "",
    });
  });
});

describe("memory", () => {
  const grow = (first: number, pages: number, declared: readonly [number, number?] = [1]) =>
    command(
      `i32.const ${first} memory.grow drop i32.const ${pages} memory.grow i32.const -1 i32.eq if i32.const 1 call proc_exit end`,
      { memory: declared },
    );

  test("grows to what was ordered and not a page further", () => {
    expect(runBytes(grow(0, 31), { limits: { memoryMib: 2 } }).exitCode).toBe(0);
    expect(runBytes(grow(0, 32), { limits: { memoryMib: 2 } }).exitCode).toBe(1);
    expect(runBytes(grow(31, 1), { limits: { memoryMib: 2 } }).exitCode).toBe(1);
  });

  test("grows to what the module itself declares, where that is less", () => {
    expect(runBytes(grow(0, 2, [1, 3]), {}).exitCode).toBe(0);
    expect(runBytes(grow(0, 3, [1, 3]), {}).exitCode).toBe(1);
  });

  test("a number of pages that no address reaches fails like any other", () => {
    expect(runBytes(grow(0, -1)).exitCode).toBe(1);
    expect(runBytes(grow(0, 65_536), { limits: { memoryMib: 4096, fuel: 10n ** 12n } }).exitCode).toBe(1);
  });

  test("is charged by the page", () => {
    const used = (pages: number) => runBytes(grow(0, pages)).fuelUsed!;
    expect(used(9) - used(1)).toBe(8n << BigInt(costs.pageShift));
  });

  test("beyond what was ordered at the start is refused before the run", () => {
    const compiled = compileCommand(command("nop", { memory: [33] }));
    expect(() => checkMemory(compiled, { memoryMib: 2 })).toThrow("begins with 3 MiB");
    expect(() => checkMemory(compiled, { memoryMib: 3 })).not.toThrow();
  });

  test("its peak is told", () => {
    expect(runBytes(grow(0, 2)).memoryPeakBytes).toBe(3 * 65_536);
  });
});

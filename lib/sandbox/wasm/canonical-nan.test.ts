import { describe, expect, test } from "vitest";
import { assemble, type FunctionText } from "@/lib/sandbox/testing/assemble";
import { compileLibrary } from "./compile-module";
import { meterExports } from "./rewrite-module";

const canonical32 = 0x7fc00000;
const canonical64 = 0x7ff8000000000000n;
// On x86 these give a NaN with its sign set, on ARM without.
const nan32 = "f32.const 0 f32.const 0 f32.div";
const nan64 = "f64.const -1 f64.sqrt";

function bitsOf(f: FunctionText, more: Record<string, FunctionText> = {}): number | bigint {
  const bytes = assemble({
    memory: [1],
    globals: [
      ["f", 0],
      ["F", 0],
    ],
    data: { 0: new Uint8Array([0x01, 0x00, 0xa0, 0x7f, 0xef, 0xbe, 0xad, 0xde, 0, 0, 0xf4, 0xff]) },
    functions: { f, ...more },
  });
  const { exports } = new WebAssembly.Instance(compileLibrary(bytes, {}).module);
  for (const name of [meterExports.fuel, meterExports.stack])
    (exports[name] as WebAssembly.Global).value = 1_000_000n;
  const bits = (exports.f as () => number | bigint)();
  return typeof bits === "bigint" ? BigInt.asUintN(64, bits) : bits >>> 0;
}
const bits32 = (code: string, more: Partial<FunctionText> = {}, others?: Record<string, FunctionText>) =>
  bitsOf({ results: "i", code: `${code} i32.reinterpret_f32`, ...more }, others);
const bits64 = (code: string, more: Partial<FunctionText> = {}) =>
  bitsOf({ results: "I", code: `${code} i64.reinterpret_f64`, ...more });

describe("a NaN made by arithmetic shows the same bits on every machine", () => {
  test("at once", () => {
    expect(bits32(nan32)).toBe(canonical32);
    expect(bits64(nan64)).toBe(canonical64);
  });

  test("stored and loaded", () => {
    const code = `i32.const 64 ${nan32} f32.store i32.const 64 i32.load`;
    expect(bitsOf({ results: "i", code })).toBe(canonical32);
  });

  test("through locals, tees and copies of locals", () => {
    expect(bits32(`${nan32} local.set 0 local.get 0`, { locals: "f" })).toBe(canonical32);
    expect(bits32(`${nan32} local.tee 0`, { locals: "f" })).toBe(canonical32);
    expect(
      bits32(`${nan32} local.tee 0 drop local.get 0 local.set 1 local.get 1 local.set 2 local.get 2`, {
        locals: "fff",
      }),
    ).toBe(canonical32);
  });

  test("through a local that holds other things too", () => {
    const mixed = `f32.const 5 f32.abs local.set 0 ${nan32} local.set 0 local.get 0`;
    expect(bits32(mixed, { locals: "f" })).toBe(canonical32);
  });

  test("summed up in a loop and looked at behind it", () => {
    const sum = `i32.const 3 local.set 1 loop local.get 0 ${nan64} f64.add local.set 0 local.get 1 i32.const 1 i32.sub local.tee 1 br_if 0 end local.get 0`;
    expect(bits64(sum, { locals: "Fi" })).toBe(canonical64);
  });

  test("through globals, parameters, results, blocks, branches and select", () => {
    expect(bits32(`${nan32} global.set 0 global.get 0`)).toBe(canonical32);
    expect(
      bits32(`${nan32} call same`, {}, { same: { params: "f", results: "f", code: "local.get 0" } }),
    ).toBe(canonical32);
    expect(bits32("call make", {}, { make: { results: "f", code: nan32 } })).toBe(canonical32);
    expect(bits32(`block f ${nan32} end`)).toBe(canonical32);
    expect(bits32(`block f ${nan32} br 0 end`)).toBe(canonical32);
    expect(bits32(`block f ${nan32} i32.const 1 br_if 0 f32.neg end`)).toBe(canonical32);
    expect(bits32(`${nan32} f32.const 1 i32.const 1 select`)).toBe(canonical32);
  });

  test("by its sign alone", () => {
    expect(bits32(`f32.const 1 ${nan32} f32.copysign`)).toBe(0x3f800000);
  });

  test("from conversions between widths", () => {
    expect(bits64("i32.const 0 f32.load f64.promote_f32")).toBe(canonical64);
    expect(bits32("i32.const 4 f64.load f32.demote_f64")).toBe(canonical32);
  });

  test("in every lane of a vector", () => {
    const lane = (code: string, extract: string) => bits32(`${code} ${extract}`);
    const ones = "f32.const -1 f32x4.splat f32x4.sqrt";
    for (const at of [0, 1, 2, 3]) expect(lane(ones, `f32x4.extract_lane ${at}`)).toBe(canonical32);
    expect(bits64("f64.const -1 f64x2.splat f64x2.sqrt f64x2.extract_lane 1")).toBe(canonical64);
    const half = `${ones} f32.const 2 f32x4.replace_lane 1 f32.const 3 f32x4.splat f32x4.mul`;
    expect(lane(half, "f32x4.extract_lane 0")).toBe(canonical32);
    expect(lane(half, "f32x4.extract_lane 1")).toBe(0x40c00000);
    // Adding 64-bit lanes of what 32-bit arithmetic left looks into its bits.
    expect(bits64(`${ones} f64.const 0 f64x2.splat v128.or f64x2.extract_lane 0`)).toBe(0x7fc00000_7fc00000n);
  });
});

describe("bits that the standard fixes stay as they are", () => {
  test("of a NaN that is only moved, negated or stripped of its sign", () => {
    expect(bits32("i32.const 0 f32.load")).toBe(0x7fa00001);
    expect(bits32("i32.const 0 f32.load f32.neg")).toBe(0xffa00001);
    expect(bits32("i32.const 0 f32.load f32.neg f32.abs")).toBe(0x7fa00001);
    expect(bits32("i32.const 0 f32.load local.set 0 local.get 0", { locals: "f" })).toBe(0x7fa00001);
  });

  test("of a constant NaN in a local beside results of arithmetic", () => {
    const code = `i32.const 0 f32.load local.set 0 i32.const 0 if ${nan32} local.set 0 end local.get 0`;
    expect(bits32(code, { locals: "f" })).toBe(0x7fa00001);
  });

  test("of numbers, zeros with a sign among them", () => {
    expect(bits32("f32.const 1.5 f32.const 2 f32.mul")).toBe(0x40400000);
    expect(bits32("f32.const 0 f32.const -1 f32.mul")).toBe(0x80000000);
    expect(bits64("f64.const -Infinity f64.const 2 f64.mul")).toBe(0xfff0000000000000n);
  });
});

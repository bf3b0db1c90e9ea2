import { expect, test } from "vitest";
import { assemble } from "@/lib/sandbox/testing/assemble";
import { instructionTable, type Instruction } from "@/lib/sandbox/testing/instruction-table";
import { runBytes } from "@/lib/sandbox/testing/run-bytes";
import { compileLibrary } from "./compile-module";
import { layout, miscInstructions, plainInstructions, simdInstructions } from "./instructions";

const sets = { 0: plainInstructions, 0xfc: miscInstructions, 0xfd: simdInstructions };
const setOf = ({ prefix }: Instruction) => sets[prefix as keyof typeof sets];

test("every instruction takes and leaves as many operands as the specification says", () => {
  for (const instruction of instructionTable) {
    const { pops, pushes } = setOf(instruction);
    expect([instruction.name, pops[instruction.code], pushes[instruction.code]]).toEqual([
      instruction.name,
      instruction.takes.length,
      instruction.leaves.length,
    ]);
  }
});

test("nothing is known that the specification does not have", () => {
  const structured = (code: number) => plainInstructions.layout[code] === layout.structured;
  const apart = new Set([0x00, 0x01, 0x1a, 0x1b, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0xd0, 0xd1, 0xd2]);
  for (const [prefix, set] of Object.entries(sets)) {
    const named = new Set(
      instructionTable.filter((one) => one.prefix === Number(prefix)).map(({ code }) => code),
    );
    for (let code = 0; code < 256; code++) {
      const isApart =
        prefix === "0" ? structured(code) || apart.has(code) : prefix === "252" && [15, 17].includes(code);
      expect([prefix, code, set.layout[code] !== layout.refused]).toEqual([
        prefix,
        code,
        named.has(code) || isApart,
      ]);
    }
  }
});

test("every instruction passes through the rewriter and stays valid", () => {
  const zero: Record<string, string> = {
    i: "i32.const 0",
    I: "i64.const 0",
    f: "f32.const 0",
    F: "f64.const 0",
    v: `v128.const ${Array.from({ length: 16 }, () => 0).join()}`,
  };
  const immediates = {
    index: "0",
    memory: "0",
    lane: "0",
    i32: "-5",
    i64: "-5",
    f32: "1.5",
    f64: "1.5",
    zero: "",
  };
  const sixteen = Array.from({ length: 16 }, (_, i) => i).join();
  for (const instruction of instructionTable.filter(({ name }) => !/init|\.drop/.test(name))) {
    const given = Array.from(instruction.takes, (letter) => zero[letter]).join(" ");
    const after = instruction.immediates.map((one) =>
      one === "v128" || one === "lanes" ? sixteen : immediates[one],
    );
    const code = `${given} ${instruction.name} ${after.join(" ")} ${"drop ".repeat(instruction.leaves.length)}`;
    const bytes = assemble({ memory: [1], table: { min: 1 }, functions: { f: { code } } });
    expect(() => compileLibrary(bytes, {}), instruction.name).not.toThrow();
  }
});

test("an instruction that is not known is refused by name", () => {
  const withCode = (...code: number[]) =>
    new Uint8Array([
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
      code.length + 4,
      1,
      code.length + 2,
      0,
      ...code,
      0x0b,
    ]);
  expect(runBytes(withCode(0x01)).end).toBe("exit");
  // A tail call to itself, an atomic fence, a relaxed vector instruction, a try.
  expect(() => runBytes(withCode(0x12, 0x00))).toThrow("tail calls");
  expect(() => runBytes(withCode(0xfe, 0x03, 0x00))).toThrow("threads");
  expect(() => runBytes(withCode(0x06, 0x40, 0x0b))).toThrow("exceptions");
});

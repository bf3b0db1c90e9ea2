import { expect, test } from "vitest";
import { assemble, command } from "@/lib/sandbox/testing/assemble";
import { checkWorkload } from "./check-workload";

const text = (source: string) => new TextEncoder().encode(source);
const refusal = (...given: Parameters<typeof checkWorkload>) =>
  checkWorkload(...given).then(
    () => null,
    ({ code, facts }) => [code, facts.line ?? facts.detail],
  );

test("modules that devices run pass, others are refused in words", async () => {
  expect(await refusal("wasm", command("nop"))).toBeNull();
  expect(await refusal("wasm", text("#!/bin/sh"))).toEqual([
    "WORKLOAD_NOT_WASM",
    "it does not begin with \\0asm",
  ]);
  expect(await refusal("wasm", command("nop").subarray(0, 30))).toEqual([
    "WORKLOAD_NOT_WASM",
    expect.any(String),
  ]);
  const library = assemble({ functions: { main: { code: "nop" } } });
  expect(await refusal("wasm", library)).toEqual(["WORKLOAD_UNSUPPORTED", expect.stringContaining("_start")]);
  const native = command("nop", { imports: { "env.system": "i:i" } });
  expect(await refusal("wasm", native)).toEqual([
    "WORKLOAD_UNSUPPORTED",
    expect.stringContaining("env.system"),
  ]);
});

test("scripts are parsed and not run", async () => {
  expect(await refusal("javascript", text("throw new Error('not run')"))).toBeNull();
  expect(await refusal("javascript", text("const a = 1;\nconst a = 2;"))).toEqual(["SCRIPT_SYNTAX", 2]);
  expect(await refusal("javascript", text(" ".repeat((1 << 20) + 1)))).toEqual([
    "WORKLOAD_UNSUPPORTED",
    expect.any(String),
  ]);
});

test("inputs may be anything", async () => {
  expect(await refusal("input", text("let let = ;"))).toBeNull();
});

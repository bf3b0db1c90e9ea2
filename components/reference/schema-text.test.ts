import { expect, test } from "vitest";
import { schemaText } from "./schema-text";

test("an object reads as a type: what may be left out, limits, defaults, lists and alternatives", () => {
  const text = schemaText({
    type: "object",
    required: ["kind", "amount"],
    properties: {
      kind: { anyOf: [{ const: "wasm" }, { const: "script" }] },
      amount: { type: "string", description: "digits" },
      cpuMillis: { type: "integer", minimum: 100, maximum: 512_000, default: 1000 },
      block: { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      countries: { type: "array", items: { enum: ["DE", "FR"], type: "string" }, minItems: 1, maxItems: 250 },
      near: { type: "object", properties: { at: { type: "string", format: "date-time" } } },
      others: { type: "object", additionalProperties: { type: "boolean" } },
    },
  });
  expect(text).toBe(
    [
      "{",
      '  kind: "wasm" | "script"',
      "  amount: string  // digits",
      "  cpuMillis?: integer  // 100 to 512,000, default 1000",
      "  block?: integer",
      '  countries?: ("DE" | "FR")[]  // 1 to 250 items',
      "  near?: {",
      "    at?: string  // ISO 8601, UTC",
      "  }",
      "  others?: {",
      "    [name: string]: boolean",
      "  }",
      "}",
    ].join("\n"),
  );
});

test("alternatives that read alike stand once", () =>
  expect(
    schemaText({ anyOf: [{ type: "string" }, { type: "string", format: "uri" }, { type: "null" }] }),
  ).toBe("string | null"));

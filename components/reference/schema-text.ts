/** The part of JSON Schema that an OpenAPI document of ours uses. */
export type JsonSchema = {
  type?: string;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  const?: unknown;
  enum?: readonly unknown[];
  default?: unknown;
  description?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  contentMediaType?: string;
};

/**
 * A schema as people write types: fields with a question mark where they may be left out, alternatives
 * with a bar, and the limits of a value behind it.
 */
export function schemaText(schema: JsonSchema, indent = ""): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return unionText(choices, indent);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return arrayText(schema.items ?? {}, indent);
  if (schema.type === "object") return objectText(schema, indent);
  if (schema.contentMediaType) return "file";
  return schema.type ?? "any";
}

function unionText(choices: readonly JsonSchema[], indent: string): string {
  const texts = [...new Set(choices.map((choice) => schemaText(choice, indent)))];
  return texts.join(" | ");
}

function arrayText(items: JsonSchema, indent: string): string {
  const text = schemaText(items, indent);
  return text.includes(" | ") && !text.startsWith("{") ? `(${text})[]` : `${text}[]`;
}

function objectText({ properties = {}, required = [], additionalProperties }: JsonSchema, indent: string) {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? "" : "?";
    const note = noteOf(schema);
    return `${inner}${name}${mark}: ${schemaText(schema, inner)}${note && `  // ${note}`}`;
  });
  if (typeof additionalProperties === "object")
    lines.push(`${inner}[name: string]: ${schemaText(additionalProperties, inner)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

/** The limits of a value and what is assumed when it is left out. */
export function noteOf(schema: JsonSchema): string {
  return [
    schema.description,
    schema.format === "date-time" ? "ISO 8601, UTC" : schema.format,
    between(schema.minimum, schema.maximum),
    between(schema.minLength, schema.maxLength, "letters"),
    between(schema.minItems, schema.maxItems, "items"),
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

function between(least: number | undefined, most: number | undefined, what = ""): string | undefined {
  const noun = what && ` ${what}`;
  // Every whole number has these limits in JSON; they say nothing of this one.
  const min = least === Number.MIN_SAFE_INTEGER ? undefined : least;
  const max = most === Number.MAX_SAFE_INTEGER ? undefined : most;
  if (min !== undefined && max !== undefined) return `${figure(min)} to ${figure(max)}${noun}`;
  if (max !== undefined) return `at most ${figure(max)}${noun}`;
  return min === undefined || min === 0 ? undefined : `at least ${figure(min)}${noun}`;
}

const figure = (value: number) => value.toLocaleString("en-GB");

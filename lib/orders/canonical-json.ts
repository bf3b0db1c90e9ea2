type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * One text for one value, so that its hash can be recomputed by anyone: RFC 8785 restricted to what a
 * spec holds (strings, booleans, null, safe integers, arrays, objects). Keys sort by UTF-16 code unit;
 * undefined members are left out. Throws on a number that is no safe integer.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new TypeError(
      `canonicalJson: ${value} is no safe integer. Use integers in small units, or strings.`,
    );
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
  return `{${members.join(",")}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

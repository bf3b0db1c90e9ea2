/** JSON with amounts as strings of digits, as they travel on the wire. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_, member: unknown) => (typeof member === "bigint" ? member.toString() : member),
    indent,
  );
}

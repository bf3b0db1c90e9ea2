import type { ZodToJsonSchemaConverterOptions } from "@orpc/zod/zod4";
import { bytes32Schema } from "@/lib/orders/spec";
import { addressSchema, hexSchema, usd6Schema } from "@/lib/wire";

type Interceptor = NonNullable<ZodToJsonSchemaConverterOptions["interceptors"]>[number];
type JsonSchema = { type: "string"; pattern?: string; contentMediaType?: string; description?: string };

const onTheWire = new Map<unknown, JsonSchema>([
  [addressSchema, { type: "string", pattern: "^0x[0-9a-fA-F]{40}$", description: "an address" }],
  [bytes32Schema, { type: "string", pattern: "^0x[0-9a-f]{64}$", description: "32 bytes" }],
  [hexSchema, { type: "string", pattern: "^0x([0-9a-f]{2})*$", description: "bytes" }],
  [usd6Schema, { type: "string", pattern: "^\\d{1,78}$", description: "digits, as amounts are" }],
]);

const file: JsonSchema = { type: "string", contentMediaType: "application/octet-stream" };

/** What crosses the wire in the place of a schema that checks or changes its value in code, where a converter sees nothing. */
export const wireJsonSchema: Interceptor = (options) => {
  const { schema } = options;
  const known = schema._zod.bag["Class"] === Blob ? file : onTheWire.get(schema);
  return known ? [true, known] : options.next();
};

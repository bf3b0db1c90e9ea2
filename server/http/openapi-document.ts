import "server-only";
import { OpenAPIGenerator } from "@orpc/openapi";
import { ZodToJsonSchemaConverter } from "@orpc/zod/zod4";
import { contract } from "@/lib/api/contract";
import { wireJsonSchema } from "./wire-json-schema";

const generator = new OpenAPIGenerator({
  schemaConverters: [new ZodToJsonSchemaConverter({ interceptors: [wireJsonSchema] })],
});

let document: ReturnType<typeof generator.generate> | undefined;

/** The OpenAPI 3.1 document of this gateway, made from the contract that the routes are checked against. */
export function openApiDocument(): ReturnType<typeof generator.generate> {
  document ??= generator.generate(contract, {
    info: {
      title: "Ambit",
      version: "1",
      description:
        "The compute market its devices own. Amounts are micro-dollars as strings of digits, instants are ISO 8601 in UTC. A refusal is JSON with `code` (a reason), `message` (what happened and why) and `data.next` (what to do).",
    },
    servers: [{ url: "/api" }],
  });
  return document;
}

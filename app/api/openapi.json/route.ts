import { openApiDocument } from "@/server/http/openapi-document";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  return Response.json(await openApiDocument());
}

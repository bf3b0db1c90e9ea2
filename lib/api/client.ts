import { createORPCClient, ORPCError } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import { ResponseValidationPlugin } from "@orpc/contract/plugins";
import type { JsonifiedClient } from "@orpc/openapi-client";
import { OpenAPILink } from "@orpc/openapi-client/fetch";
import { MarketError } from "@/lib/errors";
import { reasons, type ReasonCode, type ReasonFacts } from "@/lib/reasons";
import { contract } from "./contract";

export type ApiClient = ContractRouterClient<typeof contract>;

export type ClientOptions = {
  /** The gateway's address, e.g. `http://localhost:3000`. */
  url: string;
  /** Signs, adds cookies, retries: whatever this caller's requests need. */
  fetch?: (
    request: Request,
    init: { redirect?: RequestRedirect; signal?: AbortSignal | null },
  ) => Promise<Response>;
};

/** The typed client of a gateway. Answers are parsed with the contract, so amounts arrive as bigint. */
export function createClient({ url, fetch }: ClientOptions): ApiClient {
  const link = new OpenAPILink(contract, {
    url: `${url.replace(/\/$/, "")}/api`,
    plugins: [new ResponseValidationPlugin(contract)],
    ...(fetch && { fetch: (request, init) => fetch(request, init) }),
  });
  const client: JsonifiedClient<ApiClient> = createORPCClient(link);
  return parsed(client);
}

/** The plugin above has parsed what the link read from JSON, so the declared output types hold again. */
const parsed = (client: JsonifiedClient<ApiClient>) => client as unknown as ApiClient;

/** The refusal inside an error that a call threw, if the gateway refused with a reason. */
export function refusalOf(error: unknown): MarketError | undefined {
  if (error instanceof MarketError) return error;
  if (!(error instanceof ORPCError) || !(error.code in reasons)) return undefined;
  const data = error.data as { facts?: ReasonFacts } | undefined;
  return new MarketError(error.code as ReasonCode, data?.facts ?? {}, { cause: error });
}

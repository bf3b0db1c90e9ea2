import "server-only";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import { dehydrate, type DehydratedState, type QueryClient } from "@tanstack/react-query";
import type { Api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { gateway } from "./gateway";

type Ask = (queries: QueryClient, api: Api) => Promise<void>[];

/**
 * What the parts of a page ask the gateway first, asked while the page is rendered: they stand with the page
 * instead of after its scripts. What fails is left out, and asked again by its part, which says why.
 */
export async function askAhead(ask: Ask): Promise<DehydratedState> {
  const queries = queryClient();
  const { queries: defaults } = queries.getDefaultOptions();
  // A page does not wait while something is tried again.
  queries.setDefaultOptions({ queries: { ...defaults, retry: false } });
  await Promise.all(ask(queries, createTanstackQueryUtils(await gateway())));
  return dehydrate(queries);
}

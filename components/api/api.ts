import { createTanstackQueryUtils, type RouterUtils } from "@orpc/tanstack-query";
import { createClient, type ApiClient } from "@/lib/api/client";
import { askGateway } from "./gateway-answers";

/** The gateway that served this page. While a page is rendered on the server nothing is asked through it. */
const url = typeof location === "undefined" ? "http://gateway.invalid" : location.origin;

/** The typed client of the browser. Cookies go with it because it is the same origin. */
export const client = createClient({
  url,
  fetch: async (request, init) => {
    try {
      return await fetch(request, init);
    } catch (error) {
      // One call may be lost by itself. When nothing answers at all, the page says so.
      if (!request.signal.aborted && !init.signal?.aborted) void askGateway();
      throw error;
    }
  },
});

/** Query and mutation options for every route of the contract: `api.leases.get.queryOptions({ input: { id } })`. */
export const api = createTanstackQueryUtils(client);

export type Api = RouterUtils<ApiClient>;

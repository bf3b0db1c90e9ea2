import { createTanstackQueryUtils, type RouterUtils } from "@orpc/tanstack-query";
import { createClient, type ApiClient } from "@/lib/api/client";

/** The gateway that served this page. While a page is rendered on the server nothing is asked through it. */
const url = typeof location === "undefined" ? "http://gateway.invalid" : location.origin;

/** The typed client of the browser. Cookies go with it because it is the same origin. */
export const client = createClient({ url });

/** Query and mutation options for every route of the contract: `api.leases.get.queryOptions({ input: { id } })`. */
export const api = createTanstackQueryUtils(client);

export type Api = RouterUtils<ApiClient>;

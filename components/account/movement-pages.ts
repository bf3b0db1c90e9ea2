import type { Api } from "@/components/api/api";

/** The movements of the account, page after page. */
export const movementPages = (api: Api) =>
  api.account.movements.infiniteOptions({
    input: (cursor: string | undefined) => (cursor ? { cursor } : {}),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next,
  });

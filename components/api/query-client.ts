import { QueryClient } from "@tanstack/react-query";
import { refusalOf } from "@/lib/api/client";

/** A refusal stays one however often it is asked; anything else may pass. */
const triesMax = 2;

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => !refusalOf(error) && failures < triesMax,
        queryKeyHashFn: (key) => JSON.stringify(key, bigintAsText),
      },
      mutations: { retry: false },
    },
  });
}

/** Amounts are bigint, which JSON cannot write by itself. */
const bigintAsText = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value);

let inBrowser: QueryClient | undefined;

/** One cache for the whole tab, shared by pages and transactions; on the server a new one for each request. */
export function queryClient(): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  inBrowser ??= makeQueryClient();
  return inBrowser;
}

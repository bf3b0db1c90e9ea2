"use client";

import { HydrationBoundary, QueryClientProvider, type DehydratedState } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { queryClient } from "./query-client";

/** For pages with parts that ask the gateway again while they are open. `known` is what was asked for them already. */
export function QueryProvider({
  known,
  children,
}: {
  known?: DehydratedState | null | undefined;
  children: ReactNode;
}) {
  return (
    <QueryClientProvider client={queryClient()}>
      <HydrationBoundary state={known}>{children}</HydrationBoundary>
    </QueryClientProvider>
  );
}

"use client";

import { HydrationBoundary, QueryClientProvider, type DehydratedState } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { gatewayAnswers } from "./gateway-answers";
import { queryClient } from "./query-client";

/** For pages with parts that ask the gateway again while they are open. `known` is what was asked for them already. */
export function QueryProvider({
  known,
  children,
}: {
  known?: DehydratedState | null | undefined;
  children: ReactNode;
}) {
  // When the gateway is back, all that is known is as it was before it went.
  useEffect(
    () => gatewayAnswers.subscribe(() => gatewayAnswers.get() && void queryClient().invalidateQueries()),
    [],
  );
  return (
    <QueryClientProvider client={queryClient()}>
      <HydrationBoundary state={known}>{children}</HydrationBoundary>
    </QueryClientProvider>
  );
}

"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/components/api/api";
import { useSettled } from "@/components/ui/use-settled";
import type { ParsedDraft } from "./parse-draft";

/** Short enough to feel at once, long enough not to ask for every letter. */
const settleMs = 250;

/** Devices come and go, so a match that nobody changes is asked for again now and then. */
const renewMs = 10_000;

/** What the order would match now. Keeps the last answer in sight while the next one is on its way. */
export function usePreview(order: ParsedDraft | undefined) {
  const settled = useSettled(order, settleMs);
  return useQuery({
    ...api.orders.preview.queryOptions({
      input: { spec: settled?.spec as ParsedDraft["spec"], maxRatePerHour: settled?.maxRatePerHour ?? 0n },
    }),
    enabled: settled !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: renewMs,
  });
}

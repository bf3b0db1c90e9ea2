"use client";

import type { z } from "zod";
import { BarChart } from "@/components/ui/chart";
import type { marketPricesSchema } from "@/lib/api/network";
import { shortUsdDown } from "@/lib/money/usd6";

type Day = z.infer<typeof marketPricesSchema>["days"][number];

/** What leases cost together, day by day; each day as a row, so that ninety of them are short. */
export function PaidByDay({
  days,
}: {
  days: readonly (readonly [Day["day"], Day["leases"], Day["cost"]])[];
}) {
  return (
    <BarChart
      label="What leases cost together, by the day on which they ended"
      format={(value) => `$${shortUsdDown(BigInt(Math.round(value)))}`}
      points={days.map(([day, leases, cost]) => ({
        label: day,
        value: Number(cost),
        shown: `$${shortUsdDown(cost)} for ${leases.toLocaleString("en-GB")} ${leases === 1 ? "lease" : "leases"}`,
      }))}
    />
  );
}

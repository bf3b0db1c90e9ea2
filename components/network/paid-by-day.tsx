"use client";

import type { z } from "zod";
import { BarChart } from "@/components/ui/chart";
import type { marketPricesSchema } from "@/lib/api/network";
import { shortUsdDown } from "@/lib/money/usd6";

/** What leases cost together, day by day. */
export function PaidByDay({ days }: { days: z.infer<typeof marketPricesSchema>["days"] }) {
  return (
    <BarChart
      label="What leases cost together, by the day on which they ended"
      format={(value) => `$${shortUsdDown(BigInt(Math.round(value)))}`}
      points={days.map(({ day, cost, leases }) => ({
        label: day,
        value: Number(cost),
        shown: `$${shortUsdDown(cost)} for ${leases.toLocaleString("en-GB")} ${leases === 1 ? "lease" : "leases"}`,
      }))}
    />
  );
}

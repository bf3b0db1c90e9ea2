import "server-only";
import type { z } from "zod";
import { readPriceSpreads, readShapePrice } from "@/db/queries/market-prices";
import type { comparisonSchema } from "@/lib/api/network";
import { shapeName, type MachineShape } from "@/lib/pricing/machine-shape";
import { ratePerHourDown } from "@/lib/pricing/rate";
import { machineShapes, referencePrices } from "@/lib/pricing/reference-prices";
import { savingBpsDown } from "@/lib/pricing/saving";
import type { Context } from "@/server/context";
import { spreadOf } from "./read-network";

/** What live offers ask for the machines that others name a price for, and how much less or more that is. */
export async function comparePrices(ctx: Context): Promise<z.input<typeof comparisonSchema>[]> {
  const spreads = await readPriceSpreads(ctx.db, ctx.now);
  const middle = {
    vcpuHour: spreadOf(spreads.vcpuHour).median,
    gibHour: spreadOf(spreads.gibHour).median,
  };
  return Promise.all(
    machineShapes.map(async ({ key, ...shape }) => {
      const live = await readShapePrice(ctx.db, ctx.now, shape);
      const fromParts = live.median === null ? partsPrice(shape, middle) : null;
      const ours = live.median ?? fromParts;
      return {
        shape: key,
        name: shapeName(shape),
        ...live,
        fromParts,
        others: referencePrices
          .filter((other) => other.shape === key)
          .map(({ shape: _, perHourMax = null, ...other }) => ({
            ...other,
            perHourMax,
            savingBps: ours === null ? null : savingBpsDown(ours, other.perHour),
          })),
      };
    }),
  );
}

/** What a machine would cost in parts, at the middle of what live offers ask for each. No GPU comes in parts. */
function partsPrice(
  { resources, gpu }: MachineShape,
  { vcpuHour, gibHour }: { vcpuHour: number | null; gibHour: number | null },
): number | null {
  if (gpu || vcpuHour === null || gibHour === null) return null;
  return ratePerHourDown(resources, { vcpuHour, gibHour, gpuHour: 0 });
}

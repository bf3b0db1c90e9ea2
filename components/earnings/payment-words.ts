import type { z } from "zod";
import type { paymentSchema } from "@/lib/api/earnings";

/** What the contract pays for, in words. */
export const paymentWords: Record<z.infer<typeof paymentSchema>["kind"], string> = {
  tab: "Small leases together",
  lease: "One lease",
  credit: "Credit for a broken promise",
};

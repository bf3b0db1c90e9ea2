import { z } from "zod";
import { reasonCodeSchema, reasonFactsSchema } from "@/lib/matching/decision-schema";
import { instantSchema } from "@/lib/wire";

/** One change of state with who made it and why. The timeline of an order, a lease or a device is a list of these. */
export const stateChangeSchema = z.object({
  at: instantSchema,
  noun: z.enum(["order", "lease", "device", "session-key"]),
  id: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  reason: reasonCodeSchema,
  facts: reasonFactsSchema,
  actor: z.string(),
});
export type StateChange = z.infer<typeof stateChangeSchema>;

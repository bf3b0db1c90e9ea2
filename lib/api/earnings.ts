import { z } from "zod";
import { bytes32Schema } from "@/lib/orders/spec";
import { instantSchema, usd6Schema } from "@/lib/wire";
import { route } from "./base";

/** What an operator's devices earned, and how far each dollar has come. Micro-dollars. */
export const earningsSchema = z.object({
  /** Cost of ended leases, before the fee. */
  accrued: usd6Schema,
  /** Of that, what a session key has signed for. */
  vouchered: usd6Schema,
  /** What the contract paid, after the fee. */
  paid: usd6Schema,
  /** What of the payments went to the treasury. */
  fees: usd6Schema,
  /** Of what was paid, what has been taken out to the payout address. */
  withdrawn: usd6Schema,
  days: z.array(z.object({ day: z.iso.date(), accrued: usd6Schema, leases: z.int() })),
  devices: z.array(
    z.object({ device: bytes32Schema, name: z.string(), accrued: usd6Schema, leases: z.int() }),
  ),
  payments: z.array(
    z.object({ transaction: bytes32Schema, at: instantSchema, paid: usd6Schema, fee: usd6Schema }),
  ),
});

export const earningsContract = {
  get: route
    .route({
      method: "GET",
      path: "/earnings",
      tags: ["Devices"],
      summary: "What your devices earned: accrued, signed for, paid",
    })
    .meta({ caller: "wallet" })
    .output(earningsSchema),
};

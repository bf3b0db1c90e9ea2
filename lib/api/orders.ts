import { z } from "zod";
import {
  decisionSchema,
  reasonCodeSchema,
  rankedSchema,
  reasonFactsSchema,
  weightsSchema,
} from "@/lib/matching/decision-schema";
import { orderStates } from "@/lib/orders/order";
import { orderTermsSchema, signedFleetSchema, signedOrderSchema } from "@/lib/orders/signed-order";
import { bytes32Schema, specSchema } from "@/lib/orders/spec";
import { instantSchema, pageOf, pageQuery, usd6Schema } from "@/lib/wire";
import { route } from "./base";
import { deviceSummarySchema } from "./devices";
import { leaseSchema } from "./leases";

export const orderSchema = z.object({
  id: bytes32Schema,
  state: z.enum(orderStates),
  reason: reasonCodeSchema,
  facts: reasonFactsSchema,
  spec: specSchema,
  terms: orderTermsSchema,
  /** What the engine decided and why, kept so that anyone can replay it. Absent while the order waits. */
  decision: decisionSchema.nullable(),
  /** The lease in force, or the last one. */
  leaseId: bytes32Schema.nullable(),
  createdAt: instantSchema,
  endedAt: instantSchema.nullable(),
});

/** The orders of a fleet, each with its lease in force, or the last one. */
export const fleetViewSchema = z.object({
  id: bytes32Schema,
  spec: specSchema,
  orders: z.array(orderSchema.extend({ lease: leaseSchema.nullable() })),
});
export type FleetView = z.infer<typeof fleetViewSchema>;

const wallet = route.meta({ caller: "wallet" });

export const ordersContract = {
  preview: route
    .route({
      method: "POST",
      path: "/orders/preview",
      tags: ["Orders"],
      summary: "What this spec would match now, and why not the others. Reserves nothing",
    })
    .input(z.object({ spec: specSchema, maxRatePerHour: usd6Schema }))
    .output(
      z.object({
        decision: decisionSchema,
        /**
         * For a fleet: the devices that it would take, as many as there are or the budget pays for, and how many
         * could take one order; `leftOut` of these were looked at and are of no group, because nobody knows their
         * network or area. There may be more of all three where not every device was seen (`isWhole`), and a
         * better choice within the budget where not every choice was (`isBest`). Where the budget decides, so many
         * devices, or of those found if not every one was seen, cost `leastRate` micro-dollars an hour at least.
         */
        fleet: z
          .object({
            wanted: z.int(),
            picked: z.array(rankedSchema),
            feasible: z.int(),
            leftOut: z.int(),
            isWhole: z.boolean(),
            isBest: z.boolean(),
            leastRate: z.int().optional(),
            summary: z.string(),
          })
          .optional(),
        devices: z.array(deviceSummarySchema),
        /** What the points of the decision were multiplied by: votes move it. */
        weights: weightsSchema,
        at: instantSchema,
      }),
    ),
  place: route
    .route({
      method: "POST",
      path: "/orders",
      tags: ["Orders"],
      summary: "Place a signed order: matched and reserved, waiting, or refused with the reasons",
    })
    .meta({ caller: "key" })
    .input(signedOrderSchema)
    .output(orderSchema),
  placeFleet: route
    .route({
      method: "POST",
      path: "/fleets",
      tags: ["Orders"],
      summary: "Place the signed orders of a fleet: a device for each, spread as its spec says, or none",
    })
    .meta({ caller: "key" })
    .input(signedFleetSchema)
    .output(fleetViewSchema),
  fleet: wallet
    .route({ method: "GET", path: "/fleets/{id}", tags: ["Orders"], summary: "A fleet of yours" })
    .input(z.object({ id: bytes32Schema }))
    .output(fleetViewSchema),
  get: wallet
    .route({ method: "GET", path: "/orders/{id}", tags: ["Orders"], summary: "An order of yours" })
    .input(z.object({ id: bytes32Schema }))
    .output(orderSchema),
  list: wallet
    .route({ method: "GET", path: "/orders", tags: ["Orders"], summary: "Your orders, newest first" })
    .input(z.object({ ...pageQuery, state: z.enum(orderStates).optional() }))
    .output(pageOf(orderSchema)),
  cancel: wallet
    .route({
      method: "POST",
      path: "/orders/{id}/cancel",
      tags: ["Orders"],
      summary: "Cancel an order of yours; a running workload is stopped",
    })
    .input(z.object({ id: bytes32Schema }))
    .output(orderSchema),
};

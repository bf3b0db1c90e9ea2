import type { Objective } from "@/lib/orders/spec";

/** How many points one unit of each term costs. The device with the fewest points wins. */
export type Weights = {
  /** Points for each micro-dollar an hour. */
  price: number;
  /** Points for each microsecond of round trip. */
  roundTrip: number;
  /** Points for each basis point short of perfect reliability. */
  unreliability: number;
};

/**
 * The published weights of each objective. With "balanced", 10 ms of round trip weigh as much as a
 * tenth of a cent an hour, and one percent of reliability as a fiftieth of a cent an hour.
 */
export const weightsOf: Readonly<Record<Objective, Weights>> = {
  cheapest: { price: 1000, roundTrip: 1, unreliability: 1 },
  nearest: { price: 1, roundTrip: 1000, unreliability: 1 },
  balanced: { price: 10, roundTrip: 1, unreliability: 20 },
  "most-reliable": { price: 1, roundTrip: 1, unreliability: 100_000 },
};

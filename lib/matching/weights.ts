import type { Objective } from "@/lib/orders/spec";

/** How many points one unit of each term costs. The device with the fewest points wins. Whole numbers. */
export type Weights = {
  /** Points for each micro-dollar an hour. */
  price: number;
  /** Points for each microsecond of round trip. */
  roundTrip: number;
  /** Points for each basis point short of perfect reliability. */
  unreliability: number;
  /** Points for each gram of CO2 that a kilowatt-hour causes where the device stands. */
  carbon: number;
  /** Points for a device that would have to fetch the workload first. */
  fetching: number;
  /** Points for a device with a history, on orders that are the newcomers' turn. */
  established: number;
  /** Points for each offer that the device has not answered yet, so that similar orders spread. */
  crowding: number;
};

/**
 * The published weights of each objective. With "balanced", 10 ms of round trip weigh as much as a
 * tenth of a cent an hour, and so do 5 % of reliability, 100 g of CO2, half of a fetch or one offer
 * that nobody has answered yet.
 */
export const weightsOf: Readonly<Record<Objective, Weights>> = {
  cheapest: weights({ price: 1000, established: 500_000, crowding: 10_000 }),
  nearest: weights({ roundTrip: 1000, fetching: 2_000_000, established: 500_000, crowding: 100_000 }),
  balanced: weights({
    price: 10,
    unreliability: 20,
    carbon: 100,
    fetching: 20_000,
    established: 20_000,
    crowding: 10_000,
  }),
  "most-reliable": weights({ unreliability: 100_000, crowding: 500_000 }),
  greenest: weights({ carbon: 100_000, established: 500_000, crowding: 100_000 }),
};

/** Nothing counts: every device has no points. */
export const noWeights: Weights = {
  price: 0,
  roundTrip: 0,
  unreliability: 0,
  carbon: 0,
  fetching: 0,
  established: 0,
  crowding: 0,
};

/** Nothing counts but what a device costs: points are micro-dollars an hour. */
export const priceAlone: Weights = { ...noWeights, price: 1 };

/** Every term has at least a point, so that between devices that are equal in what matters the rest decides. */
function weights(more: Partial<Weights>): Weights {
  return {
    price: 1,
    roundTrip: 1,
    unreliability: 1,
    carbon: 1,
    fetching: 1,
    established: 1,
    crowding: 1,
    ...more,
  };
}

/** Of ten thousand orders, how many are the newcomers' turn. */
const newcomersShareBps = 500;

/**
 * Whether an order is the newcomers' turn, by its own hash: anybody can check it, nobody can steer it
 * for somebody else's order. Without a turn, a device without a history would never get one.
 */
export function isNewcomersTurn(order: `0x${string}`): boolean {
  return Number.parseInt(order.slice(2, 10), 16) % 10_000 < newcomersShareBps;
}

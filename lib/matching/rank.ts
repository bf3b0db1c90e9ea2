import type { Hex } from "viem";
import { ratePerHourDown } from "@/lib/pricing/rate";
import { roundTripMicros } from "./feasible";
import type { DeviceRecord, MatchRequest } from "./match-request";
import { isNewcomersTurn, type Weights } from "./weights";

/** The parts of a score, one for each weight. They add up to it, so that a bar chart of them is the whole truth. */
export type Terms = Record<keyof Weights, number>;

/** A device that could take the order, with its points: fewer is better. */
export type Ranked = {
  device: Hex;
  ratePerHour: number;
  /** Absent when the order names no place. */
  rttMicros?: number;
  /** Whether the round trip rests on measurements; absent when the order names no place. */
  isRttMeasured?: boolean;
  terms: Terms;
  score: number;
};

type Placed = Pick<Ranked, "device" | "score">;

/** Beyond so many unanswered offers a device is as crowded as can be: the index counts them in a byte. */
export const pendingOffersMax = 255;

/** Points of one feasible device: integers below 2^53, so that anyone recomputes the same. */
export function rank(request: MatchRequest, device: DeviceRecord): Ranked {
  const { weights, content } = request;
  const ratePerHour = ratePerHourDown(request.resources, device.prices);
  const rttMicros = roundTripMicros(request, device);
  const terms = {
    price: weights.price * ratePerHour,
    roundTrip: weights.roundTrip * rttMicros,
    unreliability: weights.unreliability * (10_000 - device.reliabilityBps),
    carbon: weights.carbon * device.carbonGramsPerKwh,
    fetching: content && !device.holds.includes(content) ? weights.fetching : 0,
    established: isNewcomersTurn(request.id) && !device.isNewcomer ? weights.established : 0,
    crowding: weights.crowding * Math.min(pendingOffersMax, device.pendingOffers),
  };
  return {
    device: device.id,
    ratePerHour,
    ...(request.near && { rttMicros, isRttMeasured: device.isPlaceMeasured }),
    terms,
    score: Object.values(terms).reduce((sum, points) => sum + points, 0),
  };
}

/**
 * Fewest points first. Equals stand in a circle by id, and each order starts reading it at its own
 * hash: no device is favoured by its name, and the same order always gets the same answer.
 */
export function compareRanked(order: Hex): (a: Placed, b: Placed) => number {
  return (a, b) =>
    a.score - b.score ||
    Number(isBefore(a.device, order)) - Number(isBefore(b.device, order)) ||
    (a.device < b.device ? -1 : 1);
}

const isBefore = (device: Hex, order: Hex) => device < order;

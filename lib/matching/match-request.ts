import type { Hex } from "viem";
import type { DeviceAttribute } from "@/lib/devices/attributes";
import type { Resources } from "@/lib/orders/resources";
import type { Constraints, IsolationGrade, Spec, Workload } from "@/lib/orders/spec";
import type { Place } from "@/lib/place/place";
import type { Prices } from "@/lib/pricing/rate";
import { weightsOf, type Weights } from "./weights";

/** What one device can run. A script needs its language, so each is a kind of its own here. */
export const runnables = ["wasm", "javascript", "python", "container"] as const;
export type Runnable = (typeof runnables)[number];

/** An order as the engine sees it: no signature, no money but the price limit. */
export type MatchRequest = {
  /** Hash of the order. Decides between equals, differently for each order, so that ties are fair. */
  id: Hex;
  runnable: Runnable;
  resources: Resources;
  constraints: Constraints;
  weights: Weights;
  /** Micro-dollars an hour. */
  maxRatePerHour: number;
  near?: Place | undefined;
  /** What a device must have before it can start: the digest of an image, the hash of a module or a source. */
  content?: string | undefined;
};

/** A device as the engine sees it: a row of the registry snapshot. */
export type DeviceRecord = {
  id: Hex;
  operator: Hex;
  /** Connected and taking leases, connected but draining, or not heard from. */
  state: "online" | "draining" | "offline";
  runs: readonly Runnable[];
  grade: IsolationGrade;
  tier: number;
  reliabilityBps: number;
  country: string;
  /** The block of addresses that it calls its gateway from, as a number; 0 when nobody knows. */
  network: number;
  /** H3 cell of the area that its operator declared; null where nobody did. */
  area: string | null;
  /** Where the network sees it: as measured where there are measurements, as claimed where not. */
  place: Place;
  /** Microseconds between the device and the nearest backbone: its last mile. */
  accessRttMicros: number;
  /** Whether place and access time come from measured round trips. */
  isPlaceMeasured: boolean;
  attributes: readonly DeviceAttribute[];
  /** Grams of CO2 for each kilowatt-hour where it stands. */
  carbonGramsPerKwh: number;
  /** It has no history yet: see `isNewcomersTurn`. */
  isNewcomer: boolean;
  /** Offers that it was made and has not answered. */
  pendingOffers: number;
  /** Contents that it holds already. */
  holds: readonly string[];
  gpuModel: string | null;
  gpuMemoryMib: number;
  prices: Prices;
  /** What one more order could get here, in one piece. */
  free: Resources;
};

/** The engine's request for a spec: what `orders.preview` and `orders.place` both ask, so that they cannot differ. */
export function matchRequest(
  id: Hex,
  spec: Spec,
  maxRatePerHour: number,
  weights = weightsOf[spec.objective],
): MatchRequest {
  return {
    id,
    runnable: runnableOf(spec.workload),
    resources: spec.resources,
    constraints: spec.constraints,
    weights,
    maxRatePerHour,
    near: spec.near,
    content: contentOf(spec.workload),
  };
}

function contentOf(workload: Workload): string {
  if (workload.kind === "container") return workload.image;
  return workload.kind === "wasm" ? workload.module : workload.source;
}

/** What a device must be able to run for this workload. */
export function runnableOf(workload: Workload): Runnable {
  return workload.kind === "script" ? workload.language : workload.kind;
}

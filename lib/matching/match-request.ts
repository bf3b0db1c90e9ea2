import type { Hex } from "viem";
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
  place: Place;
  /** Microseconds between the device and the nearest backbone: its last mile. */
  accessRttMicros: number;
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
  };
}

/** What a device must be able to run for this workload. */
export function runnableOf(workload: Workload): Runnable {
  return workload.kind === "script" ? workload.language : workload.kind;
}

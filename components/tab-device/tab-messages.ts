import type { Hex } from "viem";
import type { DevicePause } from "@/lib/devices/device-pause";
import type { Prices } from "@/lib/pricing/rate";
import type { Place } from "@/lib/place/place";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";

/** What the operator lends of the machine, and for how much. */
export type TabSettings = {
  name: string;
  cores: number;
  memoryMib: number;
  prices: Prices;
  /** Taken from the time zone, as agents do. */
  country: string;
  place: Place;
};

/** What the page asks of the worker in which the device lives. */
export type TabRequest =
  | { ask: "begin"; gateway: string; settings: TabSettings }
  /** Takes nothing new, and ends when the last lease has. */
  | { ask: "drain" }
  /** Ends what runs, and then itself. */
  | { ask: "stop" }
  /** The browser is about to stop the tab for a while. */
  | { ask: "freeze" };

export type TabPhase = "starting" | "waiting" | "lending" | "draining" | "ended";

/** Where the device stands, as its page shows it. */
export type TabState = {
  phase: TabPhase;
  device: Hex | null;
  /** Under which the device waits for its operator's signature. */
  enrolment: string | null;
  leases: readonly Hex[];
  /** The one that it worked for last, and does no more. */
  last: Hex | null;
  pause: DevicePause | null;
  /** Why it ended, where it was not asked to. */
  refusal: { code: ReasonCode; facts: ReasonFacts } | { text: string } | null;
  /** The gateway did not answer the last time. */
  isCutOff: boolean;
  /** The gateway has heard all that the device had to report before it ended. */
  isTold: boolean;
};

export const beginning: TabState = {
  phase: "starting",
  device: null,
  enrolment: null,
  leases: [],
  last: null,
  pause: null,
  refusal: null,
  isCutOff: false,
  isTold: false,
};

export type TabReply = { say: "state"; state: TabState };

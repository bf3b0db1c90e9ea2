/**
 * How evenly a tab is let run. Browsers slow tabs down or stop them for a while, and tell nobody; a clock that
 * is asked for every second and comes late shows it.
 */
export type Pulse = {
  isSlowed: boolean;
  /** Beats on time since the last one that was not. */
  steady: number;
};

export const beatMs = 1_000;

/** So late is no machine that is merely busy. */
const lateMsMax = 5_000;
/** So late is a beat that counts as on time. */
const onTimeMs = 1_000;
/** After so many beats on time the tab takes leases again. */
const steadyBeats = 10;

export const evenPulse: Pulse = { isSlowed: false, steady: 0 };

/** The pulse after one beat that came so many milliseconds later than it was asked for. */
export function beat({ isSlowed, steady }: Pulse, lateMs: number): Pulse {
  if (lateMs > lateMsMax) return { isSlowed: true, steady: 0 };
  const onTime = lateMs <= onTimeMs ? steady + 1 : 0;
  return { isSlowed: isSlowed && onTime < steadyBeats, steady: onTime };
}

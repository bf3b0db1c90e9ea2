import type { DriverClock } from "./driver";

/** The longest that a timer can be told to wait. */
const timerMsMax = 2 ** 31 - 1;

/**
 * Calls once the clock shows the deadline, also when timers fire early or the deadline is weeks away.
 * Gives what cancels it.
 */
export function atDeadline(deadlineMs: number, clock: DriverClock, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const leftMs = deadlineMs - clock.monotonicMs();
    if (leftMs <= 0) return call();
    timer = setTimeout(wait, Math.min(Math.ceil(leftMs), timerMsMax));
  };
  wait();
  return () => clearTimeout(timer);
}

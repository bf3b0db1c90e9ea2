import { useSyncExternalStore } from "react";

/**
 * False on the server and for the first moment in the browser, then true: for what works only with scripts, such as a
 * field to fill in, or would only make the page heavier to send, such as the hints of every point of a chart.
 */
export function useIsAwake(): boolean {
  return useSyncExternalStore(never, isAwake, isAsleep);
}

const never = () => () => undefined;
const isAwake = () => true;
const isAsleep = () => false;

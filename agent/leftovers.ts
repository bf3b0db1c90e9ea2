import { fenceMs, type Agent } from "@/lib/agent/agent";
import type { AgentLog, Machine } from "@/lib/agent/machine";

type Options = {
  find: Agent["find"];
  /** Unix milliseconds at which the gateway was last heard, by whichever agent of this home. */
  lastHeardAt: number;
  machine: Machine;
  log: AgentLog;
};

/** An engine that could not remove a container is asked again after this. */
const againMs = 5_000;

/**
 * Looks after what an earlier agent left running, until it is found again. While the gateway does not say which
 * leases are still this device's, it may give them to others: then all of it is destroyed, as soon after the
 * gateway was last heard as an agent that had never ended would have stopped it.
 */
export function guardLeftovers({ find, lastHeardAt, machine, log }: Options): Agent["find"] {
  const known = new AbortController();
  const forget = async () => {
    // A clock that was set back gives no lease more time than it had.
    const sinceMs = Math.max(0, machine.wallMs() - lastHeardAt);
    await machine.sleep(Math.max(0, fenceMs - sinceMs), known.signal);
    while (!known.signal.aborted) {
      try {
        return void (await find([]));
      } catch (error) {
        log.warn({ error: String(error) }, "what an earlier agent left running was not removed");
        await machine.sleep(againMs, known.signal);
      }
    }
  };
  const forgetting = forget();
  return async (before) => {
    const runs = await find(before);
    known.abort();
    // What is being removed may not be what is started next.
    await forgetting;
    return runs;
  };
}

import { fenceMs, type Agent } from "@/lib/agent/agent";
import type { AgentLog, Machine } from "@/lib/agent/machine";

type Leftovers = {
  destroy: () => Promise<unknown>;
  /** Unix milliseconds at which the gateway was last heard, by whichever agent of this home. */
  lastHeardAt: number;
  machine: Machine;
  log: AgentLog;
};

/** So often it is seen that a machine has slept, or that its clock was set. */
const lookMs = 1_000;
/** An engine that could not remove a container is asked again after this. */
const againMs = 5_000;

/**
 * Destroys what an agent that is gone left running, as soon after the gateway was last heard as that agent would
 * have stopped it: the gateway gives its leases to others. Nothing is destroyed once the signal aborts.
 */
export async function destroyLeftovers(
  { destroy, lastHeardAt, machine, log }: Leftovers,
  signal: AbortSignal,
): Promise<void> {
  // By either clock: the one stands still while a machine sleeps, and the other may be set back.
  const untilMs = machine.monotonicMs() + fenceMs;
  const isOver = () => machine.monotonicMs() >= untilMs || machine.wallMs() - lastHeardAt >= fenceMs;
  while (!signal.aborted && !isOver()) await machine.sleep(lookMs, signal);
  while (!signal.aborted) {
    try {
      return void (await destroy());
    } catch (error) {
      log.warn({ error: String(error) }, "what an earlier agent left running was not removed");
      await machine.sleep(againMs, signal);
    }
  }
}

/**
 * Looks after what an earlier agent left running, until it is found again. While the gateway does not say which
 * leases are still this device's, all of it may have to go.
 */
export function guardLeftovers({
  find,
  ...leftovers
}: Omit<Leftovers, "destroy"> & { find: Agent["find"] }): Agent["find"] {
  const known = new AbortController();
  const forgetting = destroyLeftovers({ ...leftovers, destroy: () => find([]) }, known.signal);
  return async (before) => {
    const runs = await find(before);
    known.abort();
    // What is being removed may not be what is started next.
    await forgetting;
    return runs;
  };
}

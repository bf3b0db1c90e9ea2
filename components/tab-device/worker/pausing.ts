import type { AgentLog, Machine } from "@/lib/agent/machine";
import type { ApiClient } from "@/lib/api/client";
import type { DevicePause } from "@/lib/devices/device-pause";
import { beat, beatMs, evenPulse } from "./pulse";

const slowed: DevicePause = { reason: "DEVICE_SLOWED", facts: {} };

export type Pausing = {
  /** Why the tab takes nothing new now; null while it does. */
  current: () => DevicePause | null;
  /** Takes nothing new, however steadily it runs, until it is told null. */
  hold: (pause: DevicePause | null) => void;
  /** The browser said that it is about to stop the tab. */
  freeze: () => void;
  /** Feels the pulse and tells the gateway what changed since its hello, until the signal aborts. */
  run: (link: ApiClient, log: AgentLog, signal: AbortSignal) => Promise<void>;
};

/** Keeps a tab that its browser slows down from taking leases that it could not keep. */
export function openPausing(machine: Machine, onChange: (pause: DevicePause | null) => void): Pausing {
  let held: DevicePause | null = null;
  let pulse = evenPulse;
  let wake = new AbortController();
  const current = () => held ?? (pulse.isSlowed ? slowed : null);
  const changed = () => {
    onChange(current());
    wake.abort();
  };
  return {
    current,
    hold: (pause) => {
      held = pause;
      changed();
    },
    freeze: () => {
      pulse = { isSlowed: true, steady: 0 };
      changed();
    },
    run: async (link, log, signal) => {
      let told = current();
      while (!signal.aborted) {
        wake = new AbortController();
        const pause = current();
        if (pause?.reason !== told?.reason)
          await link.agent.pause({ pause }).then(
            () => (told = pause),
            // It is told at the next beat.
            (error: unknown) => log.warn({ error: String(error) }, "the gateway was not told of a pause"),
          );
        const askedMs = machine.monotonicMs();
        await machine.sleep(beatMs, AbortSignal.any([signal, wake.signal]));
        if (wake.signal.aborted) continue;
        const before = pulse.isSlowed;
        pulse = beat(pulse, machine.monotonicMs() - askedMs - beatMs);
        if (pulse.isSlowed !== before) onChange(current());
      }
    },
  };
}

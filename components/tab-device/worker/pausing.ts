import type { Machine } from "@/lib/agent/machine";
import { openPausing, type Pausing } from "@/lib/agent/pausing";
import type { DevicePause } from "@/lib/devices/device-pause";
import { beat, beatMs, evenPulse } from "./pulse";

const slowed: DevicePause = { reason: "DEVICE_SLOWED", facts: {} };

/** Also hears from the browser that it is about to stop the tab. */
export type TabPausing = Pausing & { freeze: () => void };

/** Keeps a tab that its browser slows down from taking leases that it could not keep. */
export function openTabPausing(machine: Machine, onChange: (pause: DevicePause | null) => void): TabPausing {
  let pulse = evenPulse;
  const look = (_: DevicePause | null, lateMs: number) => {
    pulse = beat(pulse, lateMs);
    return pulse.isSlowed ? slowed : null;
  };
  const pausing = openPausing({ machine, everyMs: beatMs, look, onChange });
  return {
    ...pausing,
    freeze: () => {
      pulse = { isSlowed: true, steady: 0 };
      pausing.limit(slowed);
    },
  };
}

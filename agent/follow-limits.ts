import { openPausing, type Pausing } from "@/lib/agent/pausing";
import { pauseOf, type DevicePause, type OperatingLimits } from "@/lib/devices/device-pause";
import { nodeMachine } from "./node-machine";
import { readTemperatureC } from "./read-temperature";

type Options = {
  limits: OperatingLimits;
  thermalFolder: string;
  onChange: (pause: DevicePause | null) => void;
};

const lookEveryMs = 2_000;

/**
 * Keeps the device to the hours and the temperature that its operator set. Outside of them it takes no
 * leases; what runs goes on to its end.
 */
export function followLimits({ limits, thermalFolder, onChange }: Options): Pausing {
  const look = (before: DevicePause | null) => {
    const temperatureC = limits.temperatureMaxC === null ? null : readTemperatureC(thermalFolder);
    return pauseOf(limits, { at: Date.now(), temperatureC }, before);
  };
  const pausing = openPausing({ machine: nodeMachine, everyMs: lookEveryMs, look, onChange });
  pausing.limit(look(null));
  return pausing;
}

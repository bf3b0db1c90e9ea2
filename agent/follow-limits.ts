import { setTimeout as sleep } from "node:timers/promises";
import { refusalOf, type ApiClient } from "@/lib/api/client";
import { pauseOf, type DevicePause, type OperatingLimits } from "@/lib/devices/device-pause";
import { reasonText } from "@/lib/reasons";
import type { Log } from "./log";
import { readTemperatureC } from "./read-temperature";

export type Pausing = {
  /** Why the device takes nothing new now; null while it does. */
  current: () => DevicePause | null;
  /** Looks again and again until the signal aborts, and tells the gateway what changed since its hello. */
  run: (signal: AbortSignal) => Promise<void>;
  /** Takes nothing new, whatever the limits say, until it is told null. The gateway hears of it at once. */
  hold: (pause: DevicePause | null) => void;
  /** Resolves when the gateway knows what holds now. */
  told: () => Promise<void>;
};

type Options = {
  limits: OperatingLimits;
  thermalFolder: string;
  link: ApiClient;
  log: Log;
  /** Hears why it takes nothing new, in words, whenever that changes; null while it takes leases. */
  onChange: (why: string | null) => void;
};

const lookEveryMs = 2_000;

/**
 * Keeps the device to the hours and the temperature that its operator set. Outside of them it takes no
 * leases; what runs goes on to its end.
 */
export function followLimits({ limits, thermalFolder, link, log, onChange }: Options): Pausing {
  let held: DevicePause | null = null;
  let limited: DevicePause | null = null;
  const current = () => held ?? limited;
  const look = () => {
    const temperatureC = limits.temperatureMaxC === null ? null : readTemperatureC(thermalFolder);
    limited = pauseOf(limits, { at: Date.now(), temperatureC }, limited);
  };
  let shown: string | null = null;
  const show = () => {
    const text = textOf(current());
    if (text === shown) return;
    shown = text;
    onChange(text);
  };
  let told = textOf(current());
  let wake = new AbortController();
  const run = async (signal: AbortSignal) => {
    told = textOf(current());
    while (!signal.aborted) {
      wake = new AbortController();
      look();
      show();
      const pause = current();
      if (textOf(pause) !== told && (await tell(link, log, pause))) told = textOf(pause);
      const woken = AbortSignal.any([signal, wake.signal]);
      await sleep(lookEveryMs, undefined, { signal: woken }).catch(() => undefined);
    }
  };
  look();
  show();
  return {
    current,
    run,
    hold: (pause) => {
      held = pause;
      show();
      wake.abort();
    },
    told: async () => {
      while (told !== textOf(current())) await sleep(20);
    },
  };
}

/** A gateway that does not answer is told at the next look. */
async function tell(link: ApiClient, log: Log, pause: DevicePause | null): Promise<boolean> {
  try {
    await link.agent.pause({ pause });
    log.info({ reason: pause?.reason ?? "DEVICE_RESUMED" }, textOf(pause) ?? "takes leases again");
    return true;
  } catch (error) {
    const refusal = refusalOf(error);
    log.warn({ code: refusal?.code, error: String(error) }, "the gateway was not told of a pause");
    return false;
  }
}

const textOf = (pause: DevicePause | null) => pause && reasonText(pause.reason, pause.facts);

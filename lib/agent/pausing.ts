import { refusalOf, type ApiClient } from "@/lib/api/client";
import type { DevicePause } from "@/lib/devices/device-pause";
import { reasonText } from "@/lib/reasons";
import type { AgentLog, Machine } from "./machine";

/** Why a device takes nothing new now, and that its gateway knows. */
export type Pausing = {
  /** Null while it takes leases. */
  current: () => DevicePause | null;
  /** Takes nothing new, whatever else holds, until it is told null. The gateway hears of it at once. */
  hold: (pause: DevicePause | null) => void;
  /** Looks again and again until the signal aborts, and tells the gateway what changed since its hello. */
  run: (link: ApiClient, log: AgentLog, signal: AbortSignal) => Promise<void>;
  /** Resolves when the gateway knows what holds now. */
  told: () => Promise<void>;
};

type Options = {
  machine: Machine;
  /** Milliseconds from one look to the next. */
  everyMs: number;
  /** What keeps it from leases at this look, given what did before and by how many milliseconds the look is late. */
  look: (before: DevicePause | null, lateMs: number) => DevicePause | null;
  /** Hears why it takes nothing new, whenever that changes. */
  onChange: (pause: DevicePause | null) => void;
};

/** Gives also what sets at once what a look would find. */
export function openPausing({
  machine,
  everyMs,
  look,
  onChange,
}: Options): Pausing & { limit: (pause: DevicePause | null) => void } {
  let held: DevicePause | null = null;
  let limited: DevicePause | null = null;
  let [shown, told]: (string | null)[] = [null, null];
  let wake = new AbortController();
  const current = () => held ?? limited;
  const show = () => {
    const text = textOf(current());
    if (text !== shown) onChange(current());
    shown = text;
  };
  const limit = (pause: DevicePause | null) => {
    limited = pause;
    show();
    wake.abort();
  };
  return {
    current,
    limit,
    hold: (pause) => {
      held = pause;
      show();
      wake.abort();
    },
    run: async (link, log, signal) => {
      told = textOf(current());
      while (!signal.aborted) {
        wake = new AbortController();
        const pause = current();
        if (textOf(pause) !== told && (await tell(link, log, pause))) told = textOf(pause);
        const askedMs = machine.monotonicMs();
        await machine.sleep(everyMs, AbortSignal.any([signal, wake.signal]));
        if (!wake.signal.aborted) limit(look(limited, machine.monotonicMs() - askedMs - everyMs));
      }
    },
    told: async () => {
      while (told !== textOf(current())) await machine.sleep(20);
    },
  };
}

/** A gateway that does not answer is told at the next look. */
async function tell(link: ApiClient, log: AgentLog, pause: DevicePause | null): Promise<boolean> {
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

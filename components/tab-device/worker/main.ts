import {
  beginning,
  type TabReply,
  type TabRequest,
  type TabState,
} from "@/components/tab-device/tab-messages";
import { refusalOf } from "@/lib/api/client";
import { browserMachine } from "./browser-machine";
import { openTabPausing } from "./pausing";
import { runTab, type TabRun } from "./run-tab";

/**
 * The worker in which a tab's device lives. Here and not in the page, because browsers slow the clocks of pages
 * in the background, and the device's heartbeats with them. It ends with its page.
 */

let state: TabState = beginning;

function show(change: Partial<TabState>): void {
  state = { ...state, ...change };
  self.postMessage({ say: "state", state } satisfies TabReply, { transfer: [] });
}

const pausing = openTabPausing(browserMachine, (pause) => show({ pause }));
const [stopping, draining] = [new AbortController(), new AbortController()];

self.addEventListener("message", ({ data }: MessageEvent<TabRequest>) => {
  switch (data.ask) {
    case "begin":
      return void live(data);
    case "drain":
      show({ phase: "draining" });
      return draining.abort();
    case "stop":
      return stopping.abort();
    case "freeze":
      return pausing.freeze();
  }
});

/** Two tabs of one browser have one key, and one device must not run twice. */
const lockName = "ambit-tab-device";

async function live({ gateway, settings }: Pick<TabRun, "gateway" | "settings">): Promise<void> {
  try {
    await navigator.locks.request(lockName, { ifAvailable: true }, async (lock) => {
      if (!lock)
        return show({
          phase: "ended",
          refusal: { text: "Another tab of this browser is this device already." },
        });
      const [stop, drain] = [stopping.signal, draining.signal];
      const isTold = await runTab({ gateway, settings, pausing, show, stop, drain });
      show({ phase: "ended", leases: [], isTold });
    });
  } catch (error) {
    const refused = refusalOf(error);
    const refusal = refused ? { code: refused.code, facts: refused.facts } : { text: String(error) };
    show({ phase: "ended", leases: [], refusal });
  }
}

import { createStore } from "@/components/ui/store";
import { beginning, type TabReply, type TabRequest, type TabSettings, type TabState } from "./tab-messages";

/** The device of this tab, wherever on the site its reader is; null before it was lent. */
export const tabDevice = createStore<TabState | null>(null);

let worker: Worker | undefined;

/** Begins to lend this tab. It goes on while the reader looks at other pages of the site, and ends with the tab. */
export function lendTab(settings: TabSettings): void {
  worker?.terminate();
  const opened = new Worker(new URL("./worker/main.ts", import.meta.url), { type: "module" });
  worker = opened;
  opened.addEventListener("message", ({ data }: MessageEvent<TabReply>) => {
    tabDevice.set(data.state);
    if (data.state.phase === "ended") close(opened);
  });
  opened.addEventListener("error", ({ message }) => {
    // A script that could not be loaded brings no message.
    const refusal = { text: message || "The browser could not start the worker that this tab lends." };
    tabDevice.set((current) => current && { ...current, phase: "ended", leases: [], refusal });
    close(opened);
  });
  tabDevice.set(beginning);
  addEventListener("beforeunload", warn);
  document.addEventListener("freeze", freeze);
  ask({ ask: "begin", gateway: location.origin, settings });
}

export const drainTab = (): void => ask({ ask: "drain" });

/** Ends what runs and says goodbye. A tab that is not lent yet has nothing to say, and is not lent. */
export function stopTab(): void {
  const phase = tabDevice.get()?.phase;
  if (!worker || (phase !== "starting" && phase !== "waiting")) return ask({ ask: "stop" });
  close(worker);
  tabDevice.set(null);
}

const ask = (request: TabRequest) => worker?.postMessage(request, []);

function close(ended: Worker): void {
  ended.terminate();
  if (worker !== ended) return;
  worker = undefined;
  removeEventListener("beforeunload", warn);
  document.removeEventListener("freeze", freeze);
}

const freeze = () => ask({ ask: "freeze" });

/** Closing the tab ends what runs for a customer: the browser asks first. */
function warn(event: BeforeUnloadEvent): void {
  if (tabDevice.get()?.leases.length) event.preventDefault();
}

import { chromium, type Page } from "@playwright/test";
import { freePort } from "@/db/free-port";
import { browserPath } from "./browser-path";

export type FreezablePage = {
  page: Page;
  /** Stops the page and its workers in the middle of whatever they do, as browsers do with tabs in the background. */
  freeze: () => Promise<void>;
  wake: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * A page, in a browser of its own, that can be frozen. The tool keeps pages of its own browsers visible, whatever
 * it is told, and what is visible is not frozen; those of a browser that it found it leaves alone.
 */
export async function openFreezable(): Promise<FreezablePage> {
  const { args, ...path } = await browserPath();
  const port = await freePort();
  const own = await chromium.launch({
    ...path,
    args: [...args, `--remote-debugging-port=${port}`, "--window-size=1440,900"],
  });
  const found = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const context = found.contexts()[0]!;
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const keepVisible = (enabled: boolean) => session.send("Emulation.setFocusEmulationEnabled", { enabled });
  return {
    page,
    freeze: async () => {
      await keepVisible(false);
      await session.send("Page.setWebLifecycleState", { state: "frozen" });
    },
    wake: async () => {
      await session.send("Page.setWebLifecycleState", { state: "active" });
      // Freezing has hidden it, and what is hidden is not drawn.
      await keepVisible(true);
    },
    close: async () => {
      await found.close();
      await own.close();
    },
  };
}

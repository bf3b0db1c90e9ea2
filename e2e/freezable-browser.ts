import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { chromium, type BrowserContext, type Page } from "@playwright/test";
import { browserPath } from "./browser-path";

export type FreezableBrowser = {
  context: BrowserContext;
  /** Stops a page and its workers in the middle of whatever they do, as browsers do with tabs in the background. */
  freeze: (page: Page) => Promise<void>;
  wake: (page: Page) => Promise<void>;
  close: () => Promise<void>;
};

/**
 * A browser whose pages can be frozen. The tool keeps those of its own browsers visible, whatever it is told, and
 * a page that is visible is not frozen; those of a browser that it found it leaves alone.
 */
export async function openFreezable(): Promise<FreezableBrowser> {
  const { args, ...path } = await browserPath();
  const port = await freePort();
  const own = await chromium.launch({
    ...path,
    args: [...args, `--remote-debugging-port=${port}`, "--window-size=1440,900"],
  });
  const found = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const context = found.contexts()[0]!;
  const put = async (page: Page, state: "frozen" | "active") => {
    const session = await context.newCDPSession(page);
    await session.send("Page.setWebLifecycleState", { state });
    await session.detach();
  };
  return {
    context,
    freeze: (page) => put(page, "frozen"),
    wake: (page) => put(page, "active"),
    close: async () => {
      await found.close();
      await own.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

import { existsSync, globSync } from "node:fs";
import { chromium } from "@playwright/test";
import { browserPath } from "@/e2e/browser-path";

/** A browser of this machine, and what makes it open an address in a folder of its own. */
export type Browser = {
  command: string[];
  args: (folder: string) => string[];
  /** As it comes first, then its compilers apart, as far as it lets them be. */
  settings: Settings[];
};

export type Settings = {
  name: string;
  env?: Record<string, string>;
  preferences?: Record<string, boolean>;
};

const asItComes = "in a web worker";

/** By the name of the engine, as far as they are here. */
export async function findBrowsers(): Promise<Record<string, Browser | undefined>> {
  return { Chromium: await findChromium(), Firefox: findFirefox(), WebKitGTK: findWebkit() };
}

/**
 * A headless Chromium that reports no crashes dies of a load outside memory instead of trapping, because
 * both wait for the same signal. Checked bounds give the same answers without it.
 */
const checksBounds = "--disable-features=WebAssemblyTrapHandler";

async function findChromium(): Promise<Browser> {
  const { executablePath, args } = await browserPath();
  return {
    command: [executablePath ?? chromium.executablePath()],
    args: (folder) => [...args, "--headless", checksBounds, `--user-data-dir=${folder}`],
    settings: [{ name: asItComes }],
  };
}

function findFirefox(): Browser | undefined {
  const path = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find(existsSync);
  if (!path) return undefined;
  return {
    command: [path],
    args: (folder) => ["--headless", "--no-remote", "--profile", folder],
    settings: [
      { name: asItComes },
      { name: "optimising compiler only", preferences: { "javascript.options.wasm_baselinejit": false } },
      { name: "quick compiler only", preferences: { "javascript.options.wasm_optimizingjit": false } },
    ],
  };
}

/** WebKit takes a function to its optimising compiler at the first call, and waits for it. */
const atOnce = {
  JSC_useConcurrentJIT: "0",
  JSC_thresholdForBBQOptimizeAfterWarmUp: "0",
  JSC_thresholdForBBQOptimizeSoon: "0",
  JSC_thresholdForOMGOptimizeAfterWarmUp: "0",
  JSC_thresholdForOMGOptimizeSoon: "0",
};

/** Safari's engine in the browser of WebKitGTK's tests, which needs a display. */
function findWebkit(): Browser | undefined {
  const display = "/usr/bin/xvfb-run";
  const path = globSync("/usr/lib/*/webkit2gtk-4.*/MiniBrowser").at(-1);
  if (!path || !existsSync(display)) return undefined;
  return {
    command: [display, "--auto-servernum", path],
    args: () => [],
    settings: [
      { name: asItComes },
      { name: "without its optimising compiler", env: { JSC_useOMGJIT: "0" } },
      { name: "optimising compiler at once", env: atOnce },
    ],
  };
}

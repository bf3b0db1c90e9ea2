import { defineConfig } from "@playwright/test";
import { browserPath } from "./browser-path";
import { marketUrl } from "./market-url";

export default defineConfig({
  testDir: ".",
  testMatch: "*.e2e.ts",
  outputDir: "../test-results",
  globalSetup: "./start-market.ts",
  // One market on two cores: one test after the other, each with wallets of its own.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  // Generous: a machine that is busy with something else is slower, not wrong.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  // `npm test` counts what the second one writes.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : "list",
  use: {
    baseURL: marketUrl,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    actionTimeout: 30_000,
    trace: "retain-on-failure",
    launchOptions: await browserPath(),
  },
});

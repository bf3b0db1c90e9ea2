import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

/** Not a test: takes the pictures of docs/screenshots from a market that it brings up (`npm run screenshots`). */
export default defineConfig({
  ...tests,
  testMatch: "take-screenshots.ts",
  timeout: 300_000,
  reporter: "list",
});

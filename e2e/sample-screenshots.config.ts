import { defineConfig } from "@playwright/test";
import screenshots from "./screenshots.config";

/** Not a test: takes the pictures of docs/screenshots that show a full market, from one that is filled with sample data. */
export default defineConfig({
  ...screenshots,
  testMatch: "take-sample-screenshots.ts",
  globalSetup: "./start-sample-market.ts",
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const rooms = "{lib,db,server,agent,verifier,components,indexer,scripts,sim,app}";

export default defineConfig({
  // Under Next, server-only is empty on the server and throws in a browser; tests are the server.
  resolve: { alias: { "@/": root, "server-only": `${root}node_modules/server-only/empty.js` } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [`${rooms}/**/*.test.{ts,tsx}`, "*.test.ts"],
          exclude: ["**/*.integration.test.ts", "**/node_modules/**"],
          // No test is about time: a busy machine makes it slow, and not wrong.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [`${rooms}/**/*.integration.test.ts`],
          globalSetup: ["./db/test-cluster.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});

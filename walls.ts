/**
 * Who may import whom: the arrows of the house, as data. `oxlint.config.ts` turns them into lint
 * rules and `walls.test.ts` plants a breach of each to see it caught.
 */
export const mayImport: Record<string, readonly string[]> = {
  lib: ["lib"],
  db: ["lib", "db"],
  server: ["lib", "db", "server"],
  components: ["lib", "components"],
  app: ["lib", "db/queries", "server", "components", "app"],
  agent: ["lib", "agent"],
  verifier: ["lib", "verifier"],
  indexer: ["lib", "indexer"],
  // It links the real files into a world of its own.
  sim: ["lib", "db", "server", "agent", "sim"],
};

/** Packages that `lib` must not touch: it runs in the browser, the agent and the server alike, without I/O or a clock. */
export const lib_mustNotImport = [
  "node:*",
  "node:*/*",
  "react",
  "react-dom",
  "next",
  "next/*",
  "wagmi",
  "drizzle-orm",
  "drizzle-orm/*",
  "pg",
];

import { createHash } from "node:crypto";
import { existsSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home";
import { runToEnd } from "./run-to-end";

const rooms = ["app", "components", "lib", "server", "db", "public"];
const files = ["next.config.ts", "proxy.ts", "postcss.config.mjs", "package-lock.json", "tsconfig.json"];
const marker = ".next/ambit-build";

/** Builds the app for production unless its sources are those of the last build. Resolves to the seconds it took, 0 for none. */
export async function buildApp(home: Home): Promise<number> {
  const sources = fingerprint();
  if (existsSync(marker) && readFileSync(marker, "utf8") === sources) return 0;
  const since = Date.now();
  rmSync(marker, { force: true });
  const log = openSync(home.log("build"), "w");
  const code = await runToEnd(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    stdio: ["ignore", log, log],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (code !== 0)
    throw new Error(
      `The app could not be built:\n${readFileSync(home.log("build"), "utf8").split("\n").slice(-30).join("\n")}`,
    );
  writeFileSync(marker, sources);
  return Math.round((Date.now() - since) / 1000);
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const tree = rooms.filter(existsSync).flatMap((room) =>
    readdirSync(room, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...tree, ...files.filter(existsSync)].sort())
    hash.update(`${file}:${statSync(file).size}:`).update(readFileSync(file));
  return hash.digest("hex");
}

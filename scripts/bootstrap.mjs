// What every script does first, with nothing but Node's own modules: see that the packages are there and run on the pinned Node.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules/.bin");
const marker = join(root, "node_modules/.ambit-installed");

/** What of package.json decides what is installed; a new script in it needs no new install. */
function wanted(withTools) {
  const { dependencies, devDependencies, overrides } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  return `${createHash("sha256").update(JSON.stringify({ dependencies, devDependencies, overrides })).update(lock).digest("hex")} ${withTools ? "all" : "run"}`;
}

/** Installs the packages if they are not those of the lock file. `withTools`: also what only checks and tests need. */
export function ensureInstalled({ withTools = false } = {}) {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20)
    stop(
      `Ambit needs Node 20 or newer to start (it then runs on its own Node 24). This is ${process.version}.`,
    );
  const installed = existsSync(marker)
    ? readFileSync(marker, "utf8")
    : existsSync(join(root, "node_modules/node"))
      ? wanted(true)
      : "";
  if (installed === wanted(true) || (!withTools && installed === wanted(false))) return restorePinnedNode();
  const since = Date.now();
  process.stdout.write(`  packages      installing${withTools ? " (with the tools for tests)" : ""}, once …`);
  // Not `npm ci`: a registry that lags behind may lack the optional binaries of other platforms, and `ci` refuses then.
  const args = [
    "install",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...(withTools ? [] : ["--omit=dev"]),
  ];
  const npm = spawnSync(process.platform === "win32" ? "npm.cmd" : "npm", args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "" },
  });
  if (npm.status !== 0)
    stop(`\nnpm could not install the packages:\n${npm.stderr || npm.stdout || npm.error?.message}`);
  restorePinnedNode();
  writeFileSync(marker, wanted(withTools));
  process.stdout.write(
    `\r  packages      installed in ${Math.round((Date.now() - since) / 1000)} s${" ".repeat(40)}\n`,
  );
}

/** Where install scripts are blocked the `node` package has not fetched its binary yet; then we ask it to. */
function restorePinnedNode() {
  const node = join(root, "node_modules/node/bin/node");
  if (existsSync(node)) return;
  const fetched = spawnSync(process.execPath, ["installArchSpecificPackage.js"], {
    cwd: join(root, "node_modules/node"),
    encoding: "utf8",
  });
  if (!existsSync(node))
    stop(`The pinned Node 24 could not be installed:\n${fetched.stderr || fetched.stdout}`);
}

/** Runs a TypeScript file of ours on the pinned Node, with this terminal as its own, and ends as it ends. */
export function run(file, args = process.argv.slice(2), env = {}) {
  const child = spawn(
    join(root, "node_modules/node/bin/node"),
    ["--conditions=react-server", "--import", "tsx", file, ...args],
    {
      cwd: root,
      stdio: "inherit",
      env: {
        ...process.env,
        ...env,
        PATH: `${bin}:${process.env.PATH ?? ""}`,
        NEXT_TELEMETRY_DISABLED: "1",
        PONDER_TELEMETRY_DISABLED: "true",
        DO_NOT_TRACK: "1",
      },
    },
  );
  // The child hears Ctrl-C itself and stops in order; we wait for it.
  for (const signal of ["SIGINT", "SIGTERM"])
    process.on(signal, () => signal === "SIGTERM" && child.kill("SIGTERM"));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

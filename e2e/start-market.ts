import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { marketUrl } from "./market-url";

const patienceMs = 600_000;

/**
 * Brings a whole market up for the browser tests, as `npm start` does, in a folder of its own: real
 * database, chain, indexer, jobs, built app, device. Set AMBIT_E2E_URL to test one that runs already.
 */
export default async function startMarket(): Promise<() => Promise<void>> {
  if (process.env.AMBIT_E2E_URL) return async () => undefined;
  const home = mkdtempSync(join(tmpdir(), "ambit-e2e-"));
  // The database runs under a user of its own, which must be able to reach its folder.
  chmodSync(home, 0o711);
  // What else is started for the tests finds the market there.
  process.env.AMBIT_E2E_HOME = home;
  const market = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "scripts/market/up.ts"],
    {
      env: { ...process.env, AMBIT_HOME: home, PORT: new URL(marketUrl).port },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  for (const stream of [market.stdout, market.stderr])
    stream.on("data", (data: Buffer) => (said += data.toString()));
  await untilUp(market, () => said);
  return async () => {
    const ended = new Promise((resolve) => market.once("exit", resolve));
    market.kill("SIGTERM");
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
}

async function untilUp(market: ChildProcess, said: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 250) {
    if (said().includes("Ambit is up")) return;
    if (market.exitCode !== null) throw new Error(`The market did not come up:\n${said()}`);
    await sleep(250);
  }
  market.kill("SIGTERM");
  throw new Error(`The market was not up within ${patienceMs / 1000} s:\n${said()}`);
}

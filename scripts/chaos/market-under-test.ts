import { spawn } from "node:child_process";
import { openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Db } from "@/db/client";
import { countDevices } from "@/db/queries/registry";
import { presenceMs } from "@/lib/devices/device";
import { openHome, type Home, type Running } from "@/scripts/market/home";
import { startPart, type Part } from "@/scripts/market/part";
import { devicePlan, type MarketPlan } from "@/scripts/market/plan";

/** The processes that are killed. Each is started again by whoever started it, as a machine's own supervisor would. */
export const victims = [
  "device-local",
  "device-attic",
  "device-cellar",
  "app",
  "jobs",
  "database",
  "chain",
  "indexer",
] as const;
export type Victim = (typeof victims)[number];

export type MarketUnderTest = Running & {
  home: Home;
  db: Db;
  /** The victim's process at this moment. */
  pidOf: (victim: Victim) => number;
  stop: () => Promise<void>;
};

/** Starts a whole market as `npm start` does, in a folder of its own, and two more devices beside it. */
export async function startMarketUnderTest(folder: string, port: number): Promise<MarketUnderTest> {
  process.env.AMBIT_HOME = folder;
  const home = openHome();
  const supervisor = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "scripts/market/up.ts"],
    {
      env: { ...process.env, AMBIT_HOME: folder, PORT: String(port) },
      stdio: ["ignore", openSync(join(folder, "supervisor.log"), "a"), "inherit"],
    },
  );
  const said = () => readFileSync(join(folder, "supervisor.log"), "utf8");
  while (!said().includes("Ambit is up")) {
    if (supervisor.exitCode !== null) throw new Error(`The market did not start:\n${said()}`);
    await sleep(200);
  }
  const running = home.lastRun()!;
  const { db, close } = connect(running.databaseUrl, { max: 2, name: "ambit-chaos" });
  const devices = await startDevices(home, running.url, db);
  return {
    ...running,
    home,
    db,
    pidOf: (victim) =>
      Number.parseInt(
        readFileSync(
          victim === "database" ? home.path("postgres/postmaster.pid") : home.path("parts", victim),
          "utf8",
        ),
        10,
      ),
    stop: async () => {
      await Promise.all(devices.map((device) => device.stop()));
      await close();
      supervisor.kill("SIGTERM");
      while (supervisor.exitCode === null && supervisor.signalCode === null) await sleep(100);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startDevices(home: Home, url: string, db: Db): Promise<Part[]> {
  const devices: Part[] = [];
  for (const name of ["attic", "cellar"]) {
    const wanted = devices.length + 2;
    const isOnline = async () => (await countDevices(db, new Date(Date.now() - presenceMs))).online >= wanted;
    const plan = devicePlan({ home, url } as MarketPlan, name, isOnline);
    devices.push(await startPart(home, plan, () => undefined));
  }
  return devices;
}

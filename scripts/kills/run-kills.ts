import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { keccak256, toHex } from "viem";
import { fillMarket } from "@/bench/reserving/market";
import { world } from "@/bench/matching/world";
import { connect, type Db } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { Random } from "@/lib/sandbox/testing/random";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { ownPostgres } from "@/server/testing/own-postgres";

export const victims = ["gateway", "postgres", "both"] as const;

/** What must be 0, and how much was put to the test. */
export type KillReport = { kills: number; acknowledged: number; lost: number[]; broken: string[] };

const devices = 60;
/** No number is used twice, and a gateway that starts again knows nothing of the one before. */
const numbersOfOneLife = 1_000_000;
/** A gateway at work places a hundred orders a second; one that places none for so long never will. */
const patienceMs = 120_000;

/**
 * A gateway that reserves and a durable Postgres, one of them or both killed in each round at a moment drawn by
 * seed. After each, everything that was acknowledged must be there, and money and capacity must add up.
 */
export async function runKills(
  rounds: number,
  seed: number,
  tell: (line: string) => void,
): Promise<KillReport> {
  const random = new Random(seed);
  const postgres = await ownPostgres();
  const { db, close } = connect(postgres.url, { max: 2, name: "ambit-judge" });
  const now = new Date();
  await fillMarket(db, roomFor(devices), now);
  const acknowledged = new Set<number>();
  const report: KillReport = { kills: 0, acknowledged: 0, lost: [], broken: [] };
  let lives = 0;
  let gateway: ChildProcess | undefined;
  const startGateway = () => {
    gateway = startProcess(postgres.url, lives++ * numbersOfOneLife, now, (n) => acknowledged.add(n));
  };
  try {
    startGateway();
    for (let round = 0; round < rounds; round++) {
      const victim = victims[round % victims.length]!;
      await grown(acknowledged, 20, gateway!);
      await sleep(random.below(500));
      if (victim !== "postgres") await killed(gateway!);
      if (victim !== "gateway") {
        postgres.kill();
        await postgres.start();
      }
      if (victim !== "postgres") startGateway();
      report.kills++;
      await check(db, acknowledged, report);
      tell(
        `round ${round + 1} ${victim.padEnd(8)} ${acknowledged.size} acknowledged, ${faults(report)} faults`,
      );
    }
  } finally {
    if (gateway) await killed(gateway);
    await close();
    await postgres.stop();
  }
  return report;
}

const faults = ({ lost, broken }: KillReport) => lost.length + broken.length;

/** Little room, so that devices fill up and orders meet on the last of it. */
function* roomFor(count: number) {
  const free = { cpuMillis: 4000, memoryMib: 8192, diskMib: 8192, gpus: 0 };
  for (const device of world(count)) yield { ...device, state: "online", runs: ["container"], free } as const;
}

function startProcess(
  url: string,
  firstOrder: number,
  now: Date,
  onOrder: (n: number) => void,
): ChildProcess {
  const script = ["--conditions=react-server", "--import", "tsx", "scripts/kills/gateway-process.ts"];
  const child = spawn(process.execPath, [...script, String(firstOrder), String(now.getTime())], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => onOrder(Number(line)));
  return child;
}

/** Waits for so many more orders: it is at work. */
async function grown(acknowledged: ReadonlySet<number>, more: number, gateway: ChildProcess): Promise<void> {
  const since = Date.now();
  for (const before = acknowledged.size; acknowledged.size < before + more; await sleep(10)) {
    if (gateway.exitCode !== null)
      throw new Error(
        `The gateway ended by itself with code ${gateway.exitCode}; it is to live until it is killed.`,
      );
    if (Date.now() - since > patienceMs)
      throw new Error(
        `Of ${more} orders ${acknowledged.size - before} were placed in ${patienceMs / 1000} s.`,
      );
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Its last acknowledgements are in the pipe still: `close` comes when they have been read.
  const gone = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await gone;
}

async function check(db: Db, acknowledged: ReadonlySet<number>, report: KillReport): Promise<void> {
  // What is acknowledged from here on may be newer than what is read.
  const said = [...acknowledged];
  const kept = new Set((await db.select({ id: orders.id }).from(orders)).map(({ id }) => id));
  report.lost = said.filter((n) => !kept.has(keccak256(toHex(n))));
  report.broken.push(...(await brokenInvariants({ db })));
  report.acknowledged = said.length;
}

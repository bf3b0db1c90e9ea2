import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { getAddress, keccak256, toHex, type Hex } from "viem";
import { connect, type Db } from "@/db/client";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { orders, blobs } from "@/db/schema/orders";
import { contractNames, type Deployment } from "@/lib/chain/deployment";
import { Random } from "@/lib/sandbox/testing/random";
import { createChainTables } from "@/server/testing/create-chain-tables";
import type { Context } from "@/server/context";
import { keepHearing } from "@/server/devices/hear-devices";
import { LiveIndex } from "@/server/matching/live-index";
import { loadIdentity } from "@/agent/identity";
import { ModelChain } from "./chain";
import { openCustomer, order, orderOfEach, pay, type Customer } from "./customer";
import { smallReport } from "@/server/testing/small-report";
import { keyFile, runAgent, type Runs } from "./device";
import { deviceLink, emptyDatabase, startProcess, type Process, type Trouble } from "./gateway";
import {
  brokenBooks,
  brokenEnds,
  brokenRuns,
  forgottenEnds,
  isRunning,
  unfairEnds,
  type Outage,
} from "./invariants";
import { runJobs } from "./job-queue";
import { calm, Network } from "./network";
import { as, beginWorld, Killed, pause, type Event, type Life, type Schedule } from "./schedule";
import { settle } from "./settle";

export type Report = {
  seed: number;
  broken: string[];
  /** Of everything that happened and what came of it: equal in two runs of a seed. */
  digest: string;
  events: number;
  /** Of the world's time. */
  minutes: number;
  faults: number;
  orders: number;
  leases: number;
};

export type Options = {
  isTold: boolean;
  stormMs: number;
  calmMs: number;
  devices: number;
  customers: number;
};

const usual: Options = { isTold: false, stormMs: 120_000, calmMs: 300_000, devices: 3, customers: 2 };
/** So long after the storm every process is up again. */
const upAgainMs = 10_000;
const noTrouble: Trouble = { kill: 0, rollback: 0, lostAck: 0 };

/** Opens the database that the seeds share, one after the other. */
export async function openWorld(url: string): Promise<{
  run: (seed: number, options?: Partial<Options>) => Promise<Report>;
  close: () => Promise<void>;
}> {
  const client = connect(url, { max: 8, name: "ambit-sim" });
  // A world before this one may have left them.
  await client.db.execute(sql`drop schema if exists chain cascade`);
  await createChainTables(client.db);
  return {
    run: (seed, options) => runSeed(client.db, url, seed, { ...usual, ...options }),
    close: () => client.close(),
  };
}

/** One world from its first order to the end of its calm. Everything in it follows from the seed. */
async function runSeed(db: Db, url: string, seed: number, options: Options): Promise<Report> {
  await emptyDatabase(db);
  const schedule = beginWorld(new Random(seed));
  schedule.isTold = options.isTold;
  const world = await build(db, url, schedule, options);
  const broken = new Set<string>();
  const look = (found: readonly string[]) => found.forEach((what) => broken.add(what));
  const until = async (ms: number) => {
    for (let steps = 0; schedule.step(ms); steps++) {
      await settle();
      look(brokenRuns(world.runs, world.placed()));
      if (steps % 50 === 0) look(await brokenBooks(db, world.runs, world.chain));
      if (broken.size > 0) return;
    }
  };
  world.begin();
  await settle();
  await until(options.stormMs);
  world.endStorm();
  for (let at = options.stormMs; at < options.stormMs + options.calmMs && broken.size === 0; at += 10_000) {
    await until(at + 10_000);
    if (world.isAllOrdered() && (await brokenEnds(db, world.placed(), world.chain)).length === 0) break;
  }
  if (broken.size === 0) {
    look(await brokenBooks(db, world.runs, world.chain));
    look(await unfairEnds(db, world.outages));
    look(await forgottenEnds(db, world.runs));
    look(world.isAllOrdered() ? [] : ["all is well, and not every device could be given an order"]);
    look(await brokenEnds(db, world.placed(), world.chain));
  }
  for (const what of world.wrong) broken.add(what);
  world.end();
  await settle();
  await world.close();
  return {
    seed,
    broken: [...broken],
    digest: schedule.digest(await remains(db)),
    events: schedule.events,
    minutes: schedule.now / 60_000,
    faults: world.faults(),
    orders: world.placed().length,
    leases: await db.$count(leases),
  };
}

async function remains(db: Db): Promise<string> {
  const { rows } = await db.execute(sql`
    select o.id, o.state, o.reason, l.id as lease, l.reason as lease_reason, l.cost, l.billed_seconds, l.ended_at
    from ${orders} o left join ${leases} l on l."order" = o.id order by o.id, l.epoch`);
  return JSON.stringify(rows);
}

const deployment = {
  chainId: 31337,
  startBlock: 0,
  contracts: Object.fromEntries(
    contractNames.map((name) => [name, getAddress(`0x${keccak256(toHex(name)).slice(-40)}`)]),
  ),
} as Deployment;

const newLife = (name: string, disk = new Map<string, Uint8Array>()): Life => ({
  name,
  alive: true,
  clock: { rate: 1, offsetMs: 0 },
  disk,
  beforeWrite: () => undefined,
});

async function build(db: Db, url: string, schedule: Schedule, options: Options) {
  const { random } = schedule;
  const network = new Network();
  const chain = new ModelChain();
  const registry = new LiveIndex(url);
  const runs: Runs = [];
  const wrong: string[] = [];
  const lives = new Set<Life>();
  const outages: Outage[] = [];
  let storm = true;
  let kills = 0;
  let others = 0;
  const trouble = (): Trouble => (storm ? { kill: 40, rollback: 60, lostAck: 60 } : noTrouble);
  const kill = (life: Life): void => {
    if (!life.alive) return;
    life.alive = false;
    life.endMs = schedule.now;
    lives.delete(life);
    kills++;
    if (life === gateway?.life) outages.push({ fromMs: schedule.now, untilMs: Infinity });
    for (const run of runs) if (run.life === life) run.endMs ??= schedule.now;
  };
  const guard = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => {
      if (!(error instanceof Killed)) wrong.push(`${(error as Error).stack}`);
    });

  const text = new TextEncoder().encode("as the order's id says");
  const source = createHash("sha256").update(text).digest("hex");
  await db.insert(blobs).values({
    sha256: source,
    bytes: text,
    size: text.length,
    role: "javascript",
    uploadedBy: "0x0000000000000000000000000000000000000000",
    createdAt: new Date(),
  });
  const shared = {
    env: { deployment, localChain: true, PUBLIC_URL: "http://gateway" } as Context["env"],
    chain: chain.client(),
    registry,
    db,
  };

  const downMs = () => 500 + random.below(random.chance(1, 4) ? 60_000 : 6_000);

  /** When whoever is down starts again. */
  const starts = new Map<string, Event>();
  const startLater = (name: string, ms: number, start: () => void) =>
    starts.set(name, schedule.after(ms, `${name} starts`, start, null));

  // The gateway and the worker: killed at any moment, and started again by their supervisor.
  let gateway: Process | undefined;
  const supervise = (name: string, started: (process: Process) => void) => {
    let process: Process | undefined;
    const start = () => {
      const life = newLife(name);
      lives.add(life);
      const die = (dying: Life) => {
        kill(dying);
        startLater(name, downMs(), start);
      };
      process = startProcess(life, shared, trouble, die, (what) => wrong.push(what));
      started(process);
    };
    start();
    return {
      crash: () => {
        if (!process?.life.alive) return;
        kill(process.life);
        startLater(name, downMs(), start);
      },
    };
  };

  const machines = Array.from({ length: options.devices }, (_, at) => {
    const name = `device-${at}`;
    const disk = new Map([["home/device-key.pem", keyFile(`${name} ${random.bits()}`)]]);
    const clock = { rate: 0.97 + random.below(60) / 1_000, offsetMs: random.below(20_000) - 10_000 };
    let life: Life | undefined;
    let isGone = false;
    const crash = (downMs: number) => {
      if (!life?.alive) return;
      kill(life);
      startLater(name, downMs, start);
    };
    const leave = () => {
      isGone = true;
      if (life?.alive) kill(life);
    };
    const start = () => {
      if (isGone) return;
      life = newLife(name, disk);
      life.clock = clock;
      lives.add(life);
      const own = life;
      own.beforeWrite = () => {
        if (!own.alive) throw new Killed(name);
        if (!storm || !random.chance(2, 100)) return;
        crash(500 + random.below(20_000));
        throw new Killed(name);
      };
      as(own, () =>
        guard(runAgent((identity) => deviceLink(network, () => gateway, identity), deployment, runs)),
      );
    };
    return { name, disk, start, crash, leave, isGone: () => isGone };
  });
  const enrolled: Hex[] = [];
  for (const { name, disk } of machines) {
    const identity = as(newLife(name, disk), () => loadIdentity("home"));
    await enrolDevice(db, identity, random);
    enrolled.push(identity.device);
  }

  const customers: Customer[] = [];
  for (let at = 0; at < options.customers; at++)
    customers.push(await openCustomer(db, deployment, `customer ${at} ${random.bits()}`));
  const way = { network, gateway: () => gateway, signing: deployment, source };

  const begin = () => {
    // As in `server/gateway.ts`, it answers nobody before its devices have the time that it was away.
    const answer = async (process: Process): Promise<void> => {
      await keepHearing(process.gateway);
      if (!process.life.alive) return;
      gateway = process;
      const outage = outages.at(-1);
      if (outage) outage.untilMs = schedule.now;
    };
    const front = supervise("gateway", (process) => as(process.life, () => guard(answer(process))));
    const back = supervise("worker", (process) => as(process.life, () => guard(runJobs(process, db))));
    const rest = newLife("world");
    lives.add(rest);
    as(rest, () => {
      guard(chain.mine());
      guard(chain.index(db));
      guard(storms());
    });
    for (const machine of machines) machine.start();
    for (const [at, customer] of customers.entries()) {
      const life = newLife(`customer-${at}`);
      lives.add(life);
      as(life, () => {
        guard(order(customer, way, options.stormMs));
        guard(pay(customer, way, (what) => wrong.push(what)));
      });
    }

    async function cutOff(name: string, ms: number): Promise<void> {
      network.cutOff.add(name);
      await pause(ms, `${name} is cut off`);
      network.cutOff.delete(name);
    }

    /** One misfortune after the other, of every kind. */
    async function storms(): Promise<void> {
      network.weather = { lost: 200, doubled: 300, late: 100, hanging: 1_500 };
      chain.forgets = 100;
      const kinds: (() => Promise<void> | void)[] = [
        () => random.pick(machines).crash(500 + random.below(random.chance(1, 3) ? 90_000 : 5_000)),
        () => random.pick(machines).crash(200 + random.below(3_000)),
        front.crash,
        back.crash,
        () => chain.reorg(1 + random.below(4)),
        () => void (chain.feeBps = random.below(1_000)),
        () => cutOff(random.pick(machines).name, 1_000 + random.below(60_000)),
        // For so long that another device may have what it runs.
        () => {
          const busy = machines.filter(({ name }) =>
            runs.some((run) => run.life.name === name && isRunning(run)),
          );
          return busy.length > 0 ? cutOff(random.pick(busy).name, 35_000 + random.below(60_000)) : undefined;
        },
        async () => {
          chain.isDown = true;
          await pause(1_000 + random.below(15_000), "no chain");
          chain.isDown = false;
        },
      ];
      while (storm) {
        await pause(1_000 + random.below(8_000), "fair");
        if (!storm) return;
        others++;
        guard(Promise.resolve(random.pick(kinds)()));
      }
    }
  };

  let isAllOrdered = false;
  /** Whatever has befallen a device, it works again when all is well. */
  async function orderLast(): Promise<void> {
    await pause(upAgainMs, "all is well");
    const there = enrolled.filter((_, at) => !machines[at]!.isGone());
    await orderOfEach(customers[0]!, way, there);
    isAllOrdered = true;
  }

  return {
    runs,
    chain,
    wrong,
    outages,
    begin,
    placed: () => customers.flatMap(({ placed }) => placed),
    isAllOrdered: () => isAllOrdered,
    faults: () => kills + others + network.counts.lost + network.counts.doubled + network.counts.late,
    endStorm: () => {
      storm = false;
      network.weather = calm;
      network.cutOff.clear();
      for (const [name, event] of starts) {
        if (event.at <= schedule.now + upAgainMs) continue;
        schedule.cancel(event);
        startLater(name, random.below(upAgainMs), event.run);
      }
      // What one of them had goes elsewhere, although it never says that it is over.
      if (random.chance(1, 2)) random.pick(machines).leave();
      const last = newLife("last customer");
      lives.add(last);
      as(last, () => guard(orderLast()));
      chain.isDown = false;
      chain.forgets = 0;
    },
    end: () => lives.forEach((life) => (life.alive = false)),
    close: () => registry.close(),
  };
}

async function enrolDevice(
  db: Db,
  { device: id, publicKey }: ReturnType<typeof loadIdentity>,
  random: Random,
): Promise<void> {
  const wallet: Hex = `0x${keccak256(id).slice(-40)}`;
  const { place, offered, ...rest } = smallReport;
  await db.insert(devices).values({
    ...rest,
    ...place,
    id,
    operator: wallet,
    payout: wallet,
    keyX: publicKey.x,
    keyY: publicKey.y,
    offered,
    grade: 1,
    reliabilityBps: 9_500,
    cell: "851f1d4bfffffff",
    vcpuHour: 8_000 + random.below(8_000),
    gibHour: 0,
    gpuHour: 0,
    enrolledAt: new Date(0),
  });
  const { cpuMillis, memoryMib, diskMib, gpus } = offered;
  await db.insert(deviceCapacity).values({
    device: id,
    cpuMillisFree: cpuMillis,
    memoryMibFree: memoryMib,
    diskMibFree: diskMib,
    gpusFree: gpus,
  });
}

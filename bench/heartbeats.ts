import { fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Identity } from "@/agent/identity";
import { connect } from "@/db/client";
import { startPostgres } from "@/db/embedded-postgres";
import { migrate } from "@/db/migrate";
import { enrolDevices, offerLeases, type Claim } from "./heartbeats/devices";

/**
 * npm run bench:heartbeats -- --rate 1000 --seconds 20
 *
 * Signed heartbeats of a thousand devices at a fixed rate through the gateway's own HTTP door to a real
 * Postgres, and leases claimed (accepted) meanwhile. The alternative in the same run, at the same rate and
 * from the same sender: one plain update of the device's row, without signature, replay protection or
 * renewal. Times count from when a request was due, so that a queue is not hidden. Goal: 1,000 a second on
 * two cores, claims within 200 ms at p99; sender and Postgres run on the same cores. With `--gateways 2` devices
 * call two processes in turn, which share the Postgres.
 */
const { values: options } = parseArgs({
  options: {
    rate: { type: "string", default: "1000" },
    seconds: { type: "string", default: "20" },
    devices: { type: "string", default: "1000" },
    claims: { type: "string", default: "20" },
    gateways: { type: "string", default: "1" },
    port: { type: "string", default: "39218" },
    json: { type: "string" },
  },
});
const [rate, seconds, count, claimRate, processes] = [
  options.rate,
  options.seconds,
  options.devices,
  options.claims,
  options.gateways,
].map(Number) as [number, number, number, number, number];

const home = mkdtempSync(join(tmpdir(), "ambit-bench-"));
chmodSync(home, 0o711);
const postgres = await startPostgres({
  dataDir: join(home, "postgres"),
  port: Number(options.port),
  database: "bench",
  logFile: join(home, "postgres.log"),
});
try {
  await migrate(postgres.url);
  const { db, close } = connect(postgres.url, { name: "bench" });
  const identities = await enrolDevices(db, home, count);
  const claims = await offerLeases(db, identities, Math.ceil(claimRate * seconds));
  const gateways = await Promise.all(Array.from({ length: processes }, () => startGateway(postgres.url)));
  const ports = gateways.map(({ port }) => port);
  const cpuMs = async () =>
    (await Promise.all(gateways.map((gateway) => gateway.cpuMs()))).reduce((sum, ms) => sum + ms);
  const sender = new Agent({ keepAlive: true, maxSockets: 64 });
  await plain(ports, sender, identities, 2); // Both ways are warm before one is measured.
  await signed(ports, sender, identities, [], 2);
  await cpuMs();
  const alternative = {
    ...(await plain(ports, sender, identities, seconds)),
    cpuMs: await cpuMs(),
  };
  const ours = await signed(ports, sender, identities, claims, seconds);
  const oursCpuMs = await cpuMs();
  const table = {
    "plain update, no signature": alternative,
    "signed heartbeat": { ...ours.beats, cpuMs: oursCpuMs },
    "claim of a lease": { ...ours.claims, cpuMs: "" },
  };
  console.table(table);
  console.log(
    `${rate}/s asked for, ${seconds} s, ${count} devices, ${processes} gateway process(es); their processor time to the alternative's: ${(oursCpuMs / alternative.cpuMs).toFixed(1)}`,
  );
  if (options.json)
    writeFileSync(options.json, JSON.stringify({ rate, seconds, devices: count, processes, ...table }));
  if (ours.beats.failed + ours.claims.failed > 0) process.exitCode = 1;
  for (const gateway of gateways) gateway.stop();
  sender.destroy();
  await close();
} finally {
  await postgres.stop();
  rmSync(home, { recursive: true, force: true });
}

async function startGateway(databaseUrl: string) {
  const child = fork(fileURLToPath(new URL("heartbeats/gateway.ts", import.meta.url)), {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return {
    port,
    /** Processor time since it was last asked. */
    cpuMs: async () => {
      child.send("cpu");
      const [{ cpuMs }] = (await once(child, "message")) as [{ cpuMs: number }];
      return cpuMs;
    },
    stop: () => child.kill(),
  };
}

type Sent = { status: number; ms: number };

async function plain(
  ports: readonly number[],
  agent: Agent,
  identities: readonly Identity[],
  forSeconds: number,
) {
  const sent = await atRate(rate, forSeconds, (at) =>
    post(agent, ports[at % ports.length]!, `/plain/${identities[at % identities.length]!.device}`, "", {}),
  );
  return summary(sent, forSeconds);
}

async function signed(
  ports: readonly number[],
  agent: Agent,
  identities: readonly Identity[],
  claims: readonly Claim[],
  forSeconds: number,
) {
  const events = (at: number, identity: Identity, batch: string, list: object[]) => {
    const port = ports[at % ports.length]!;
    const body = JSON.stringify({ batch, events: list });
    const url = `http://127.0.0.1:${port}/api/agent/events`;
    const headers = identity.signRequest({ method: "POST", url, body: Buffer.from(body) });
    return post(agent, port, "/api/agent/events", body, { ...headers, "content-type": "application/json" });
  };
  const run = Math.random().toString(36).slice(2, 10);
  const [beats, claimed] = await Promise.all([
    atRate(rate, forSeconds, (at) =>
      events(at, identities[at % identities.length]!, `beat-${run}-${at}`, []),
    ),
    claims.length === 0
      ? []
      : atRate(claims.length / forSeconds, forSeconds, (at) => {
          const { identity, leaseId, offerSignature } = claims[at]!;
          const event = { type: "accepted", id: `claim-${at}-${run}`, leaseId, epoch: 1, offerSignature };
          return events(at, identity, `claim-${run}-${at}`, [event]);
        }),
  ]);
  return { beats: summary(beats, forSeconds), claims: summary(claimed, forSeconds) };
}

/** Sends at a fixed rate, whether answers come or not, and times each from when it was due. */
async function atRate(
  perSecond: number,
  forSeconds: number,
  send: (at: number) => Promise<number>,
): Promise<Sent[]> {
  const total = Math.floor(perSecond * forSeconds);
  const startMs = performance.now();
  const sent: Promise<Sent>[] = [];
  while (sent.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) / 1000) * perSecond) + 1);
    while (sent.length < due) {
      const at = sent.length;
      const dueMs = startMs + (at / perSecond) * 1000;
      sent.push(send(at).then((status) => ({ status, ms: performance.now() - dueMs })));
    }
    await sleep(1);
  }
  return Promise.all(sent);
}

function post(
  agent: Agent,
  port: number,
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve) => {
    const call = request({ agent, port, path, host: "127.0.0.1", method: "POST", headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode!));
    });
    call.on("error", () => resolve(0));
    call.end(body);
  });
}

function summary(sent: readonly Sent[], forSeconds: number) {
  const sorted = sent.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (q: number) =>
    Math.round((sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0) * 10) / 10;
  const failed = sent.filter(({ status }) => status !== 200).length;
  return {
    perSecond: Math.round((sent.length - failed) / Math.max(forSeconds, at(1) / 1000)),
    failed,
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    max_ms: at(1),
  };
}

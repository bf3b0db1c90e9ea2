import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AgentConfig } from "@/agent/config";
import { openDrivers } from "@/agent/drivers";
import { enrol } from "@/agent/enrol";
import { followLimits } from "@/agent/follow-limits";
import { loadIdentity } from "@/agent/identity";
import { openJournal } from "@/agent/journal";
import { nodeMachine } from "@/agent/node-machine";
import { inspectHardware } from "@/agent/inspect-hardware";
import { openLastHeard } from "@/agent/last-heard";
import { guardLeftovers } from "@/agent/leftovers";
import type { Log } from "@/agent/log";
import { readBenchmark } from "@/agent/measure/kept-benchmark";
import { measure } from "@/agent/measure/measure";
import { claimHome, type HomeClaim } from "@/agent/running-agent";
import { openVoucherBook } from "@/agent/voucher-book";
import { followGateway, type Agent } from "@/lib/agent/agent";
import { openLink } from "@/lib/agent/gateway-link";
import { greet } from "@/lib/agent/greet";
import { measureAccess } from "@/lib/agent/measure-access";
import { openOutbox } from "@/lib/agent/outbox";
import type { DevicePause } from "@/lib/devices/device-pause";
import type { DeviceReport } from "@/lib/devices/hardware";
import { leaseClocks } from "@/lib/leases/lease";
import { sealKeyDigest } from "@/lib/orders/seal-key";

const version = "0.1.0";

/** Why a device takes nothing while it finds out what it can do. */
const measuring: DevicePause = { reason: "DEVICE_MEASURING", facts: {} };

/** Why it takes nothing until its last lease has ended, and then it is gone. */
const leaving: DevicePause = { reason: "NODE_DRAINING", facts: {} };

/** Stopping ends leases; draining waits for them. */
const stopSignals = ["SIGINT", "SIGTERM"] as const;
export const drainSignal = "SIGUSR2";

/** Enrols if it must, and then takes leases until it is told to stop or has drained. */
export async function run(config: AgentConfig, log: Log): Promise<void> {
  const home = resolve(config.home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const identity = loadIdentity(home);
  const claim = claimHome(home, config.gateway);
  const [stopping, draining] = [new AbortController(), new AbortController()];
  for (const signal of stopSignals) process.once(signal, () => stopping.abort());
  process.once(drainSignal, () => draining.abort());
  try {
    await runClaimed({ config, home, identity, claim, log, stop: stopping.signal, drain: draining.signal });
  } finally {
    claim.release();
  }
}

type Run = {
  config: AgentConfig;
  home: string;
  identity: ReturnType<typeof loadIdentity>;
  claim: HomeClaim;
  log: Log;
  stop: AbortSignal;
  drain: AbortSignal;
};

async function runClaimed({ config, home, identity, claim, log, stop, drain }: Run): Promise<void> {
  const link = openLink(config.gateway, identity);
  const drivers = await openDrivers(home, config.workloads);
  const heard = openLastHeard(home, log);
  const find = guardLeftovers({ find: drivers.find, lastHeardAt: heard.at(), machine: nodeMachine, log });
  const report: DeviceReport = {
    name: config.name,
    agentVersion: version,
    hardware: inspectHardware(home, drivers.gpus),
    drivers: drivers.reports,
    offered: { ...config.offered, gpus: drivers.gpus.length },
    country: config.country,
    place: config.place,
    accessRttMicros: await measureAccess(tripTo(config.gateway), nodeMachine.monotonicMs),
    limits: config.limits,
    sealKey: {
      publicKey: identity.sealKeys.publicKey,
      signature: identity.signDigest(sealKeyDigest(identity.device, identity.sealKeys.publicKey)),
    },
  };
  for (const { kind, why } of drivers.missing) log.warn({ kind, why }, "not offered: it does not run here");
  log.info({ device: identity.device, drivers: drivers.reports, offered: report.offered }, "device");
  const cores = config.offered.cpuMillis / 1000;
  const { hardware, accessRttMicros } = report;
  const machine = { home, hardware, cores, gatewayRttMicros: accessRttMicros || null, log };
  const enrolNow = () =>
    enrol({
      link,
      identity,
      report,
      prices: config.prices,
      token: config.token,
      operatorKey: config.operatorKey,
      onAsked: async (id) => {
        const challenge = () => link.agent.enrolmentChallenge({ id });
        await measure(
          { challenge, benchmark: (answer) => link.agent.enrolmentBenchmark({ id, ...answer }) },
          machine,
        );
        pausing.hold(null);
      },
      onWaiting: (url, invitedBy) => {
        const who = invitedBy ? `the wallet ${invitedBy}` : "its operator";
        console.log(`\n  Sign for this device as ${who}:\n\n      ${url}\n\n  Waiting …\n`);
      },
    });
  const onChange = (paused: string | null) => claim.update({ paused });
  const pausing = followLimits({ ...config, link, log, onChange });
  if (!readBenchmark(home, hardware, cores, Date.now())) pausing.hold(measuring);
  // Before there are leases, both signals mean the same.
  const enough = AbortSignal.any([stop, drain]);
  const greeting = greet({
    machine: nodeMachine,
    link,
    report,
    pause: pausing.current,
    enrol: enrolNow,
    comesBack: config.token !== undefined,
    log,
    enough,
  });
  // Whoever leaves before the answer does not hear of its failure.
  greeting.catch(() => undefined);
  const deployment = await Promise.race([greeting, aborted(enough)]);
  if (!deployment) return drivers.close();
  claim.update({ connected: true });
  const outbox = openOutbox({
    machine: nodeMachine,
    journal: openJournal(home, log),
    link,
    log,
    heartbeatMs: leaseClocks.silenceMs / 3,
    onHeard: heard.keep,
    onRefused: (leaseId, code) =>
      log.warn({ leaseId, code }, "the gateway did not take what was reported of a lease"),
  });
  const agent: Agent = {
    machine: nodeMachine,
    identity,
    link,
    deployment,
    outbox,
    vouchers: openVoucherBook(home, deployment, log),
    prepare: drivers.prepare,
    find,
    pause: pausing.current,
    onLeases: (leases) => claim.update({ leases, draining: drain.aborted }),
    log,
  };
  // Whoever leaves says so, or orders would go there until its silence is noticed.
  enough.addEventListener("abort", () => pausing.hold(leaving), { once: true });
  const sending = new AbortController();
  const sent = outbox.run(sending.signal);
  const paused = pausing.run(sending.signal);
  if (pausing.current() === measuring)
    void measure({ challenge: link.agent.challenge, benchmark: link.agent.benchmark }, machine).then(() =>
      pausing.hold(enough.aborted ? leaving : null),
    );
  await followGateway(agent, { stop, drain });
  // What the last leases had to report still leaves, for as long as it takes a gateway to answer once.
  await Promise.race([Promise.all([outbox.drained(), pausing.told()]), sleep(3_000)]);
  sending.abort();
  await Promise.all([sent, paused]);
  await drivers.close();
  log.info("the agent has stopped");
}

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));

/** One small answer of the gateway's, whole. */
const tripTo = (gateway: string) => async () => (await fetch(new URL("/api/sign-in", gateway))).arrayBuffer();

import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Address } from "viem";
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
import { openWatcher } from "@/agent/watcher/open-watcher";
import { openLink } from "@/lib/agent/gateway-link";
import { live } from "@/lib/agent/live";
import { measureAccess } from "@/lib/agent/measure-access";
import type { DeviceReport } from "@/lib/devices/hardware";
import { sealKeyDigest } from "@/lib/orders/seal-key";
import { reasonText } from "@/lib/reasons";

const version = "0.1.0";

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
  const closeWatcher = drivers.outliving && (await openWatcher(home, drivers.outliving, log));
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
    isPlaceDeclared: config.isPlaceDeclared,
    accessRttMicros: await measureAccess(config.gateway, nodeMachine.monotonicMs),
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
  await live(
    {
      machine: nodeMachine,
      identity,
      link,
      report,
      pausing: followLimits({
        ...config,
        onChange: (pause) => claim.update({ paused: pause && reasonText(pause.reason, pause.facts) }),
      }),
      isMeasured: readBenchmark(home, hardware, cores, Date.now()) !== null,
      measure: (door) => measure(door, machine),
      enrol: (onAsked) =>
        enrol({
          link,
          identity,
          report,
          prices: config.prices,
          token: config.token,
          operatorKey: config.operatorKey,
          onAsked,
          onWaiting: showWhereToSign,
        }),
      comesBack: config.token !== undefined,
      journal: openJournal(home, log),
      openVouchers: (deployment) => openVoucherBook(home, deployment, log),
      prepare: drivers.prepare,
      find,
      onConnected: () => claim.update({ connected: true }),
      onHeard: heard.keep,
      onLeases: (leases) => claim.update({ leases, draining: drain.aborted }),
      log,
    },
    { stop, drain },
  );
  await drivers.close();
  closeWatcher?.();
  log.info("the agent has stopped");
}

function showWhereToSign(url: string, invitedBy: Address | null): void {
  const who = invitedBy ? `the wallet ${invitedBy}` : "its operator";
  console.log(`\n  Sign for this device as ${who}:\n\n      ${url}\n\n  Waiting …\n`);
}

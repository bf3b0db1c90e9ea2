import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { refusalOf } from "@/lib/api/client";
import type { DeviceReport } from "@/lib/devices/hardware";
import { leaseClocks } from "@/lib/leases/lease";
import { followGateway, type Agent } from "./agent";
import type { Signing } from "@/lib/orders/order-proof";
import { readConfig, type AgentConfig } from "./config";
import { openDrivers } from "./drivers";
import { enrol } from "./enrol";
import { openLink } from "./gateway-link";
import { loadIdentity } from "./identity";
import { inspectHardware } from "./inspect-hardware";
import { openLog } from "./log";
import { openOutbox } from "./outbox";
import { openVoucherBook } from "./voucher-book";

const version = "0.1.0";
const log = openLog();

const commands: Record<string, (config: AgentConfig) => Promise<void>> = { run };

const name = process.argv[2] ?? "run";
const command = commands[name];
if (!command) {
  console.error(`There is no command "${name}". Known: ${Object.keys(commands).join(", ")}.`);
  process.exit(2);
}
await command(readConfig()).catch((error: unknown) => {
  log.fatal({ error: error instanceof Error ? error.message : String(error) }, "the agent stops");
  process.exitCode = 1;
});

/** Enrols if it must, and then takes leases until it is told to stop. */
async function run(config: AgentConfig): Promise<void> {
  const home = resolve(config.home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const identity = loadIdentity(home);
  const link = openLink(config.gateway, identity);
  const drivers = await openDrivers(home, config.workloads);
  const report: DeviceReport = {
    name: config.name,
    agentVersion: version,
    hardware: inspectHardware(home),
    drivers: drivers.reports,
    offered: config.offered,
    country: config.country,
    place: config.place,
    accessRttMicros: await measureAccess(config.gateway),
  };
  log.info({ device: identity.device, drivers: drivers.reports, offered: config.offered }, "device");
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

  const deployment = await greet(link, report, () =>
    enrol({
      link,
      identity,
      report,
      prices: config.prices,
      operatorKey: config.operatorKey,
      onWaiting: (url) =>
        console.log(`\n  Sign for this device as its operator:\n\n      ${url}\n\n  Waiting …\n`),
    }),
  );
  const outbox = openOutbox({
    home,
    link,
    log,
    heartbeatMs: leaseClocks.silenceMs / 3,
    onRefused: (leaseId, code) =>
      log.warn({ leaseId, code }, "the gateway did not take what was reported of a lease"),
  });
  const agent: Agent = {
    identity,
    link,
    deployment,
    outbox,
    vouchers: openVoucherBook(home, deployment, log),
    prepare: drivers.prepare,
    log,
  };
  const sending = new AbortController();
  const sent = outbox.run(sending.signal);
  await followGateway(agent, stopping.signal);
  // What the last leases had to report still leaves, for as long as it takes a gateway to answer once.
  await Promise.race([outbox.drained(), sleep(3_000)]);
  sending.abort();
  await sent;
  await drivers.close();
  log.info("the agent has stopped");
}

/** Says hello; a gateway that does not know the device is introduced to it first. Waits for one that does not answer. */
async function greet(
  link: ReturnType<typeof openLink>,
  report: DeviceReport,
  enrolNow: () => Promise<void>,
): Promise<Signing> {
  for (let failures = 0; ;) {
    try {
      const { chainId, escrow, leases } = await link.agent.hello({ report });
      log.info("connected");
      return { chainId, contracts: { escrow, leases } };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal?.code === "DEVICE_UNKNOWN") {
        await enrolNow();
        continue;
      }
      if (refusal) throw refusal;
      log.warn({ failures, error: String(error) }, "the gateway did not answer");
      await sleep(Math.min(250 * 2 ** failures++, 10_000));
    }
  }
}

/** The best of five round trips to the gateway, in microseconds: the nearest thing to the device's last mile that it can see alone. */
async function measureAccess(gateway: string): Promise<number> {
  const trips: number[] = [];
  for (let trip = 0; trip < 5; trip++) {
    const sentMs = performance.now();
    const answered = await fetch(new URL("/api/sign-in", gateway)).then(
      (response) => response.arrayBuffer(),
      () => undefined,
    );
    if (answered) trips.push(performance.now() - sentMs);
  }
  return trips.length > 0 ? Math.round(Math.min(...trips) * 1000) : 0;
}

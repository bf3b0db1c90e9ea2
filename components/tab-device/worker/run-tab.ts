import { followGateway } from "@/lib/agent/agent";
import { openLink } from "@/lib/agent/gateway-link";
import { greet } from "@/lib/agent/greet";
import { introduce } from "@/lib/agent/introduce";
import type { AgentLog } from "@/lib/agent/machine";
import { measureAccess } from "@/lib/agent/measure-access";
import { openOutbox, type Outbox } from "@/lib/agent/outbox";
import type { PreparedWorkload } from "@/lib/agent/workload-run";
import { refusalOf } from "@/lib/api/client";
import type { Benchmark, BenchmarkProof, SelfMeasured } from "@/lib/devices/benchmark";
import type { DevicePause } from "@/lib/devices/device-pause";
import type { DeviceReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import { leaseClocks } from "@/lib/leases/lease";
import type { RunInput } from "@/lib/sandbox/run-input";
import { prepareInWorker } from "@/lib/sandbox/worker/prepare-in-worker";
import type { TabSettings, TabState } from "@/components/tab-device/tab-messages";
import { browserMachine as machine } from "./browser-machine";
import { inspectTab, tabDrivers } from "./inspect-tab";
import { measureMemory, proveCpu } from "./measure-tab";
import type { Pausing } from "./pausing";
import { loadTabIdentity } from "./tab-identity";
import { openTabStorage, type TabStorage } from "./tab-storage";

export type TabRun = {
  gateway: string;
  settings: TabSettings;
  pausing: Pausing;
  show: (change: Partial<TabState>) => void;
  stop: AbortSignal;
  drain: AbortSignal;
};

/** Files of a run lie in the tab's memory. */
const diskMib = 256;

/** A measurement is good for so long: a machine does not get faster by being asked more often. */
const goodForMs = 30 * 86_400_000;

/** Two heartbeats that nobody answered: something is wrong, and leases still hold. */
const cutOffMs = (leaseClocks.silenceMs / 3) * 2;

const measuring: DevicePause = { reason: "DEVICE_MEASURING", facts: {} };
const leaving: DevicePause = { reason: "NODE_DRAINING", facts: {} };

/**
 * The life of a tab as a device: it enrols if it must, and then takes leases until it is told to stop or has
 * drained. Throws a refusal when the gateway does not want it.
 */
export async function runTab({ gateway, settings, pausing, show, stop, drain }: TabRun): Promise<void> {
  const storage = await openTabStorage();
  const identity = await loadTabIdentity(storage);
  show({ device: identity.device });
  const link = openLink(gateway, identity);
  const report = await reportOf(gateway, settings);
  const enough = AbortSignal.any([stop, drain]);
  const isMeasured = await hasMeasured(storage, settings.cores);
  if (!isMeasured) pausing.hold(measuring);
  const bench = (door: Door) => measure(door, storage, settings.cores, report.accessRttMicros);
  const enrol = () =>
    introduce({
      machine,
      link,
      identity,
      report,
      prices: settings.prices,
      onAsked: async (id) => {
        show({ phase: "waiting", enrolment: id });
        await bench({
          challenge: () => link.agent.enrolmentChallenge({ id }),
          benchmark: (answer) => link.agent.enrolmentBenchmark({ id, ...answer }),
        });
        pausing.hold(null);
      },
      onWaiting: () => undefined,
    });
  const pause = pausing.current;
  const greeting = greet({ machine, link, report, pause, enrol, comesBack: true, log, enough });
  // Whoever leaves before the answer does not hear of its failure.
  greeting.catch(() => undefined);
  const deployment = await Promise.race([greeting, aborted(enough)]);
  if (!deployment) return;
  show({ phase: "lending", enrolment: null });
  const outbox = openOutbox({
    machine,
    journal: await storage.journal(log),
    link,
    log,
    heartbeatMs: leaseClocks.silenceMs / 3,
    onRefused: (leaseId, code) =>
      log.warn({ leaseId, code }, "the gateway did not take what was reported of a lease"),
  });
  drain.addEventListener("abort", () => pausing.hold(leaving), { once: true });
  const ending = new AbortController();
  const sent = outbox.run(ending.signal);
  const told = pausing.run(link, log, ending.signal);
  const watched = watchLink(outbox, show, ending.signal);
  if (pausing.current() === measuring)
    void bench(link.agent).then(() => pausing.hold(drain.aborted ? leaving : null));
  const vouchers = await storage.vouchers(deployment, log);
  const onLeases = (leases: string[]) => show({ leases });
  await followGateway(
    { machine, identity, link, deployment, outbox, vouchers, prepare, find, pause, onLeases, log },
    { stop, drain },
  );
  // What the last leases had to report still leaves, for as long as it takes a gateway to answer once.
  await Promise.race([outbox.drained(), machine.sleep(3_000)]);
  ending.abort();
  await Promise.all([sent, told, watched]);
}

async function reportOf(gateway: string, settings: TabSettings): Promise<DeviceReport> {
  const { name, cores, memoryMib, country, place } = settings;
  const trip = async () => (await fetch(new URL("/api/sign-in", gateway))).arrayBuffer();
  return {
    name,
    agentVersion: "tab 0.1.0",
    hardware: inspectTab({ memoryMib, diskMib }),
    drivers: tabDrivers,
    offered: { cpuMillis: cores * 1000, memoryMib, diskMib, gpus: 0 },
    country,
    place,
    accessRttMicros: await measureAccess(trip, machine.monotonicMs),
  };
}

async function prepare(input: RunInput): Promise<PreparedWorkload> {
  if (input.kind !== "wasm")
    throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: `${input.kind} in a browser tab` });
  return prepareInWorker(openSandbox, input, machine);
}

/** Workers die with their tab, so nothing of before ever runs. */
const find = async () => [];

const openSandbox = () =>
  new Worker(new URL("../../../lib/sandbox/worker/main.ts", import.meta.url), { type: "module" });

async function hasMeasured(storage: TabStorage, cores: number): Promise<boolean> {
  const measured = await storage.measured();
  return measured?.cores === cores && machine.wallMs() - Date.parse(measured.benchmark.at) < goodForMs;
}

/** The two calls of a measurement: an enrolled device and one that waits for its operator have a door each. */
type Door = {
  challenge: () => Promise<Pick<BenchmarkProof, "seed">>;
  benchmark: (answer: { measured: SelfMeasured; proof: BenchmarkProof }) => Promise<Benchmark>;
};

/** A tab that could not be measured works all the same, and is shown as not measured. */
async function measure(
  door: Door,
  storage: TabStorage,
  cores: number,
  accessRttMicros: number,
): Promise<void> {
  try {
    const gatewayRttMicros = accessRttMicros || null;
    const measured = { memoryMibPerSecond: measureMemory(), diskMibPerSecond: 0, gatewayRttMicros };
    const { seed } = await door.challenge();
    const benchmark = await door.benchmark({ measured, proof: await proveCpu(seed, cores) });
    await storage.keepMeasured({ cores, benchmark });
  } catch (error) {
    log.warn({ error: refusalOf(error)?.message ?? String(error) }, "not measured");
  }
}

/** Shows when the gateway was not heard for longer than two heartbeats may take. */
async function watchLink(outbox: Outbox, show: TabRun["show"], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    show({ isCutOff: machine.monotonicMs() - outbox.lastHeardMs() > cutOffMs });
    await machine.sleep(2_000, signal);
  }
}

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));

/** For who looks into the browser's console; the page shows what matters. */
const log: AgentLog = {
  info: (facts, text) => console.info(`device: ${text}`, facts),
  warn: (facts, text) => console.warn(`device: ${text}`, facts),
  error: (facts, text) => console.error(`device: ${text}`, facts),
};

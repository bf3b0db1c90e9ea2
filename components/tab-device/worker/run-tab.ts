import type { Hex } from "viem";
import { openLink } from "@/lib/agent/gateway-link";
import { introduce } from "@/lib/agent/introduce";
import { live, type BenchmarkDoor } from "@/lib/agent/live";
import type { AgentLog } from "@/lib/agent/machine";
import { measureAccess } from "@/lib/agent/measure-access";
import type { Outbox } from "@/lib/agent/outbox";
import type { Pausing } from "@/lib/agent/pausing";
import type { PreparedWorkload } from "@/lib/agent/workload-run";
import { refusalOf } from "@/lib/api/client";
import type { DeviceReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import { leaseClocks } from "@/lib/leases/lease";
import type { RunInput } from "@/lib/sandbox/run-input";
import { prepareInWorker } from "@/lib/sandbox/worker/prepare-in-worker";
import type { TabSettings, TabState } from "@/components/tab-device/tab-messages";
import { browserMachine as machine } from "./browser-machine";
import { inspectTab, tabDrivers } from "./inspect-tab";
import { measureMemory, proveCpu } from "./measure-tab";
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

/**
 * The life of a tab as a device. Gives whether the gateway has heard all that it had to report. Throws a refusal
 * when the gateway does not want it.
 */
export async function runTab({ gateway, settings, pausing, show, stop, drain }: TabRun): Promise<boolean> {
  const storage = await openTabStorage();
  const identity = await loadTabIdentity(storage);
  show({ device: identity.device });
  const link = openLink(gateway, identity);
  const report = await reportOf(gateway, settings);
  let held: readonly Hex[] = [];
  return live(
    {
      machine,
      identity,
      link,
      report,
      pausing,
      isMeasured: await hasMeasured(storage, settings.cores),
      measure: (door) => measure(door, storage, settings.cores, report.accessRttMicros),
      enrol: (onAsked) =>
        introduce({
          machine,
          link,
          identity,
          report,
          prices: settings.prices,
          onAsked: (id) => {
            show({ phase: "waiting", enrolment: id });
            return onAsked(id);
          },
          onWaiting: () => undefined,
        }),
      comesBack: true,
      journal: await storage.journal(log),
      openVouchers: (deployment) => storage.vouchers(deployment, log),
      prepare,
      find,
      onConnected: (outbox, ended) => {
        show({ phase: "lending", enrolment: null });
        void watchLink(outbox, show, ended);
      },
      onLeases: (leases) => {
        const last = held.find((id) => !leases.includes(id));
        held = leases;
        show(last ? { leases, last } : { leases });
      },
      log,
    },
    { stop, drain },
  );
}

async function reportOf(gateway: string, settings: TabSettings): Promise<DeviceReport> {
  const { name, cores, memoryMib, country, place } = settings;
  return {
    name,
    agentVersion: "tab 0.1.0",
    hardware: inspectTab({ memoryMib, diskMib }),
    drivers: tabDrivers,
    offered: { cpuMillis: cores * 1000, memoryMib, diskMib, gpus: 0 },
    country,
    place,
    isPlaceDeclared: false,
    accessRttMicros: await measureAccess(gateway, machine.monotonicMs),
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

/** A tab that could not be measured works all the same, and is shown as not measured. */
async function measure(
  door: BenchmarkDoor,
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

/** For who looks into the browser's console; the page shows what matters. */
const log: AgentLog = {
  info: (facts, text) => console.info(`device: ${text}`, facts),
  warn: (facts, text) => console.warn(`device: ${text}`, facts),
  error: (facts, text) => console.error(`device: ${text}`, facts),
};

import type { Benchmark, BenchmarkProof, SelfMeasured } from "@/lib/devices/benchmark";
import type { DevicePause } from "@/lib/devices/device-pause";
import type { DeviceReport } from "@/lib/devices/hardware";
import { leaseClocks } from "@/lib/leases/lease";
import type { Signing } from "@/lib/orders/order-proof";
import { followGateway, type Agent, type AgentSignals } from "./agent";
import { greet } from "./greet";
import { openOutbox, type Journal, type Outbox } from "./outbox";
import type { Pausing } from "./pausing";
import type { VoucherBook } from "./voucher-book";

/** Why a device takes nothing while it finds out what it can do. */
const measuring: DevicePause = { reason: "DEVICE_MEASURING", facts: {} };

/** Why it takes nothing until its last lease has ended, and then it is gone. */
const leaving: DevicePause = { reason: "NODE_DRAINING", facts: {} };

/** What a device that leaves has to report still leaves, for as long as it takes a gateway to answer once. */
const lastWordsMs = 3_000;

/** The two calls of a measurement: an enrolled device and one that waits for its operator have a door each. */
export type BenchmarkDoor = {
  challenge: () => Promise<Pick<BenchmarkProof, "seed">>;
  benchmark: (answer: { measured: SelfMeasured; proof: BenchmarkProof }) => Promise<Benchmark>;
};

export type Life = Pick<Agent, "machine" | "identity" | "link" | "prepare" | "find" | "onLeases" | "log"> & {
  report: DeviceReport;
  pausing: Pausing;
  /** Whether it was measured before; otherwise it takes nothing until it is. */
  isMeasured: boolean;
  /** Never throws: a device that could not be measured works all the same, and is shown as not measured. */
  measure: (door: BenchmarkDoor) => Promise<void>;
  /** Introduces the device to a gateway that does not know it. What it does under the id that it gets there is awaited. */
  enrol: (onAsked: (id: string) => Promise<void>) => Promise<void>;
  /** Whether a device that was taken out is wanted back. */
  comesBack: boolean;
  journal: Journal;
  openVouchers: (deployment: Signing) => VoucherBook | Promise<VoucherBook>;
  onConnected: (outbox: Outbox, ended: AbortSignal) => void;
  onHeard?: (at: number) => void;
};

/**
 * The life of a device: it enrols if it must, and then takes leases until it is told to stop or has drained.
 * Gives whether the gateway has heard all that it had to report. Throws a refusal when the gateway does not
 * want it.
 */
export async function live(life: Life, { stop, drain }: AgentSignals): Promise<boolean> {
  const { machine, link, journal, log, pausing } = life;
  if (!life.isMeasured) pausing.hold(measuring);
  // Before there are leases, both signals mean the same.
  const enough = AbortSignal.any([stop, drain]);
  const deployment = await hello(life, enough);
  if (!deployment) return journal.kept.length === 0;
  const ended = new AbortController();
  const outbox = openOutbox({
    machine,
    journal,
    link,
    log,
    heartbeatMs: leaseClocks.silenceMs / 3,
    onHeard: life.onHeard,
    onRefused: (leaseId, code) =>
      log.warn({ leaseId, code }, "the gateway did not take what was reported of a lease"),
  });
  life.onConnected(outbox, ended.signal);
  const sent = outbox.run(ended.signal);
  const paused = pausing.run(link, log, ended.signal);
  // Whoever leaves says so, or orders would go there until its silence is noticed.
  const leave = () => pausing.hold(leaving);
  enough.addEventListener("abort", leave, { once: true });
  if (enough.aborted) leave();
  if (pausing.current() === measuring)
    void life.measure(link.agent).then(() => pausing.hold(enough.aborted ? leaving : null));
  try {
    const vouchers = await life.openVouchers(deployment);
    await followGateway({ ...life, deployment, outbox, vouchers, pause: pausing.current }, { stop, drain });
    const told = Promise.all([outbox.drained(), pausing.told()]).then(() => true);
    return await Promise.race([told, machine.sleep(lastWordsMs).then(() => false)]);
  } finally {
    ended.abort();
    await Promise.all([sent, paused]);
  }
}

/** Says hello, after an enrolment if need be. Null when it was told before that it is enough. */
async function hello(life: Life, enough: AbortSignal): Promise<Signing | null> {
  const { machine, link, report, pausing, measure, comesBack, log } = life;
  const enrol = () =>
    life.enrol(async (id) => {
      await measure({
        challenge: () => link.agent.enrolmentChallenge({ id }),
        benchmark: (answer) => link.agent.enrolmentBenchmark({ id, ...answer }),
      });
      pausing.hold(null);
    });
  const pause = pausing.current;
  const greeting = greet({ machine, link, report, pause, enrol, comesBack, log, enough });
  // Whoever leaves before the answer does not hear of its failure.
  greeting.catch(() => undefined);
  return Promise.race([greeting, aborted(enough)]);
}

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));

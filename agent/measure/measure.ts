import type { Hex } from "viem";
import { refusalOf } from "@/lib/api/client";
import type { Benchmark, BenchmarkProof, SelfMeasured } from "@/lib/devices/benchmark";
import type { Hardware } from "@/lib/devices/hardware";
import type { Log } from "@/agent/log";
import { keepBenchmark } from "./kept-benchmark";
import { measureMemoryAndDisk, proveCpu } from "./measure-machine";

/** The two calls of a measurement: enrolled devices and those that wait for their operator have a door each. */
type Door = {
  challenge: () => Promise<{ seed: Hex }>;
  benchmark: (answer: { measured: SelfMeasured; proof: BenchmarkProof }) => Promise<Benchmark>;
};

type Machine = { home: string; hardware: Hardware; cores: number; gatewayRttMicros: number | null; log: Log };

/**
 * Measures the machine and has the gateway check it. Takes the seed last, because the gateway counts from
 * there. A device that could not be measured works all the same, and is shown as not measured.
 */
export async function measure(door: Door, machine: Machine): Promise<void> {
  const { home, hardware, cores, gatewayRttMicros, log } = machine;
  try {
    const measured = { ...measureMemoryAndDisk(home), gatewayRttMicros };
    const { seed } = await door.challenge();
    const benchmark = await door.benchmark({ measured, proof: await proveCpu(seed, cores) });
    keepBenchmark(home, hardware, cores, benchmark);
    log.info({ benchmark }, "measured");
  } catch (error) {
    const refusal = refusalOf(error);
    log.warn({ code: refusal?.code, error: refusal?.message ?? String(error) }, "not measured");
  }
}

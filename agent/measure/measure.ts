import type { BenchmarkDoor } from "@/lib/agent/live";
import { refusalOf } from "@/lib/api/client";
import type { Hardware } from "@/lib/devices/hardware";
import type { Log } from "@/agent/log";
import { keepBenchmark } from "./kept-benchmark";
import { measureMemoryAndDisk, proveCpu } from "./measure-machine";

type Machine = { home: string; hardware: Hardware; cores: number; gatewayRttMicros: number | null; log: Log };

/**
 * Measures the machine and has the gateway check it. Takes the seed last, because the gateway counts from
 * there. A device that could not be measured works all the same, and is shown as not measured.
 */
export async function measure(door: BenchmarkDoor, machine: Machine): Promise<void> {
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

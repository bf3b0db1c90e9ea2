import type { Benchmark } from "./benchmark";

export type BenchmarkLine = {
  what: string;
  figure: string;
  /** How the gateway knows; null where it is the device's own word. */
  checked: string | null;
};

/** A measurement for people, the same in the terminal and on the page. */
export function benchmarkLines(measured: Benchmark): BenchmarkLine[] {
  const { cores, sampled, gatewayRttMicros } = measured;
  const again = `The gateway did ${sampled} pieces of the work again.`;
  const line = (what: string, figure: string, checked: string | null = null) => ({ what, figure, checked });
  return [
    line("one core", `${millions(measured.cpuSinglePerSecond)} M rounds/s`, again),
    line(`${cores} at once`, `${millions(measured.cpuAllPerSecond)} M rounds/s`, again),
    line("at least", `${millions(measured.provenPerSecond)} M rounds/s`, "By the gateway's own clock."),
    line("memory", `${measured.memoryMibPerSecond.toLocaleString("en")} MiB/s`),
    ...(measured.diskMibPerSecond === 0
      ? []
      : [line("disk", `${measured.diskMibPerSecond.toLocaleString("en")} MiB/s`)]),
    ...(gatewayRttMicros === null
      ? []
      : [line("gateway", `${(gatewayRttMicros / 1000).toFixed(1)} ms away`)]),
  ];
}

const millions = (perSecond: number) => Math.floor(perSecond / 1e6).toLocaleString("en");

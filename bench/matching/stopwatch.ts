/** Microseconds that the work took, by the wall. */
export function microsOf(work: () => void): number {
  const since = performance.now();
  work();
  return (performance.now() - since) * 1000;
}

/** Seconds of processor time that this process has taken: unlike the wall's, nobody else's. Exact to a few milliseconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The value below which this share of the values is. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

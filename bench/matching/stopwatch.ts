/** Microseconds that the work took, by the wall. */
export function microsOf(work: () => void): number {
  const since = performance.now();
  work();
  return (performance.now() - since) * 1000;
}

/** The value below which this share of the values is. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** "3 h 12 min", "48 s", "210 ms": the two largest units that matter. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${seconds} s`;
  const units: [string, number][] = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  const [largeName, large] = units[first]!;
  const [smallName, small] = units[first + 1]!;
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest ? ` ${rest} ${smallName}` : ""}`;
}

/** Started seconds: 1 ms is 1 s, 1000 ms is 1 s, 1001 ms is 2 s. What the customer is billed for. */
export function startedSecondsUp(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}

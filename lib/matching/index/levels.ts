/**
 * Steps into which the index sorts amounts. What lies between two steps is decided on the exact amount;
 * a step only says early, for 16 or 32 devices at once, that something is certainly too small.
 */
export const cpuLevels = [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000] as const;
export const memoryLevels = [1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 262_144] as const;
export const diskLevels = [65_536, 524_288] as const;
export const reliabilityLevels = [5000, 6000, 8000, 9000, 9500, 9800] as const;
export const gpuLevels = [1, 2, 4, 8] as const;
export const gradeLevels = [1, 2, 3] as const;
export const tierLevels = [1, 2, 3] as const;

/**
 * Free room by which the lowest prices are kept apart: first by size, then by free GPUs. In a market
 * that fills up from its cheap end the lowest price of all belongs to a device that is nearly full, and
 * would bound nothing for an order that needs more.
 */
export const sizeClasses: readonly (readonly [cpuMillis: number, memoryMib: number])[] = [
  [0, 0],
  [2000, 2048],
  [4000, 8192],
  [8000, 16_384],
  [16_000, 65_536],
  [32_000, 131_072],
];

/** How many steps an amount reaches. */
export function levelOf(amount: number, levels: readonly number[]): number {
  let level = 0;
  while (level < levels.length && amount >= levels[level]!) level++;
  return level;
}

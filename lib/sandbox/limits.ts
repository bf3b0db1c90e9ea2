/**
 * What one run may use. Every number here but `wallMs` is part of the result: two devices that run
 * the same input under the same limits end the same way, byte for byte.
 */
export type SandboxLimits = {
  /** Linear memory, in MiB. Growing beyond it fails inside the workload, as `malloc` does. */
  memoryMib: number;
  /** Instructions, roughly one unit each. See `lib/sandbox/wasm/costs.ts`. */
  fuel: bigint;
  /** From start to the kill, on the device's monotonic clock. */
  wallMs: number;
  /** Standard output and standard error together: what the log may hold. */
  outputBytes: number;
  /** All files together, those that came with the input included. */
  diskMib: number;
  fileCount: number;
  openFiles: number;
  /** Calls into the host, whatever they do. */
  hostCalls: number;
};

/** More than the fastest machine burns in a millisecond, so that time ends a run before fuel does. */
const fuelPerMs = 64_000_000n;

/** The files of a wasm or a script lie in the device's memory, so a large disk is not to be had there. */
const diskInMemoryMibMax = 1024;

/** The limits of an order: what it asks for, and the rest in proportion. Every device derives the same. */
export function limitsOf(ordered: { memoryMib: number; diskMib: number; wallMs: number }): SandboxLimits {
  const { memoryMib, diskMib, wallMs } = ordered;
  return {
    memoryMib,
    diskMib: Math.min(diskMib, diskInMemoryMibMax),
    wallMs,
    fuel: BigInt(wallMs) * fuelPerMs,
    outputBytes: 8 << 20,
    fileCount: 1024,
    openFiles: 64,
    hostCalls: 5_000_000,
  };
}

export const defaultLimits: SandboxLimits = limitsOf({ memoryMib: 256, diskMib: 64, wallMs: 600_000 });

/** How much of standard output is the result. What follows is log only. */
export const resultBytesMax = 1 << 20;

/** The largest module that a device takes, in bytes. A module that needs more is data, and data is input. */
export const moduleBytesMax = 16 << 20;

/** The largest script source that a device takes, in bytes. */
export const sourceBytesMax = 1 << 20;

/** The largest standard input that a device takes, in bytes. */
export const inputBytesMax = 64 << 20;

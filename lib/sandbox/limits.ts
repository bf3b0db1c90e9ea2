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

export const defaultLimits: SandboxLimits = {
  memoryMib: 256,
  fuel: 1_000_000_000_000n,
  wallMs: 600_000,
  outputBytes: 8 << 20,
  diskMib: 64,
  fileCount: 1024,
  openFiles: 64,
  hostCalls: 5_000_000,
};

/** How much of standard output is the result. What follows is log only. */
export const resultBytesMax = 1 << 20;

/** The largest module that a device takes, in bytes. A module that needs more is data, and data is input. */
export const moduleBytesMax = 16 << 20;

/** The largest script source that a device takes, in bytes. */
export const sourceBytesMax = 1 << 20;

/** The largest standard input that a device takes, in bytes. */
export const inputBytesMax = 64 << 20;

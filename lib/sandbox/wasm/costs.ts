/**
 * What an instruction costs in fuel. Part of the result (`engineProfile`): a change here is a new
 * profile. Compiled code burns 8 to 33 units in a nanosecond of a laptop of 2024, because most of its
 * instructions only move operands; the workload's own clock takes 16 (`wasi/virtual-clock.ts`).
 */
export const costs = {
  /** Marks in the code that compile to nothing: `block`, `loop`, `else`, `end`, `nop`. */
  mark: 0,
  plain: 1,
  call: 4,
  /** A loop iteration costs something even when its body is empty. */
  iteration: 1,
  /** Bulk memory instructions move eight bytes for one unit. */
  bulkBytesShift: 3,
  /** A new page of 64 KiB is cleared by the machine. */
  pageShift: 12,
  /** A call into the host, before what it moves. */
  hostCall: 200,
  /** An entry of a directory that is read, which the host sorts, in bytes moved. */
  directoryEntryBytes: 256,
} as const;

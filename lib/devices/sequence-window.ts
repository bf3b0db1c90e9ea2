import { sequenceWindow } from "./request-signature";

/** The numbers that a start of an agent has used: the highest, and as bits it (bit 0) and the 63 before it. */
export type SequenceWindow = { highest: bigint; bits: bigint };

/** What is used once this number is, too; nothing if it was used before, or is so old that nobody knows. */
export function useSequence({ highest, bits }: SequenceWindow, sequence: bigint): SequenceWindow | undefined {
  if (sequence > highest) return { highest: sequence, bits: shifted(bits, sequence - highest) | 1n };
  const bit = shifted(1n, highest - sequence);
  return bit === 0n || (bits & bit) !== 0n ? undefined : { highest, bits: bits | bit };
}

/** The window of these numbers alone, of which there is at least one. */
export function windowOf(sequences: readonly bigint[]): SequenceWindow {
  const highest = sequences.reduce((most, each) => (each > most ? each : most));
  return { highest, bits: sequences.reduce((bits, each) => bits | shifted(1n, highest - each), 0n) };
}

const shifted = (bits: bigint, by: bigint) =>
  by >= sequenceWindow ? 0n : BigInt.asUintN(sequenceWindow, bits << by);

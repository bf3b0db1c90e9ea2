"use client";

import { createContext, useContext, type ReactNode } from "react";
import { useNow } from "./use-now";

/**
 * Whose instants they are. A local chain may have been put forward, and then what a contract said at three is three
 * by its clock and not by the reader's. Everywhere else both tell the same time.
 */
export type Clock = "reader" | "chain";

const ChainAheadMs = createContext(0);

/** Says for everything inside by how much the chain's clock is ahead of the reader's. */
export function ChainClock({ aheadSeconds, children }: { aheadSeconds: number; children: ReactNode }) {
  return <ChainAheadMs value={aheadSeconds * 1000}>{children}</ChainAheadMs>;
}

/** The present by either clock in milliseconds, renewed every so often. */
export function useNowBy(clock: Clock, everyMs: number): number {
  const aheadMs = useContext(ChainAheadMs);
  return useNow(everyMs) + (clock === "chain" ? aheadMs : 0);
}

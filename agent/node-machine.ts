import { createHash, randomBytes } from "node:crypto";
import { setTimeout as later } from "node:timers/promises";
import type { Machine } from "@/lib/agent/machine";

/** A process of Node, for the core of the agent. */
export const nodeMachine: Machine = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => later(ms, undefined, { signal }).catch(() => undefined),
  randomHex: (byteLength) => randomBytes(byteLength).toString("hex"),
  sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
};

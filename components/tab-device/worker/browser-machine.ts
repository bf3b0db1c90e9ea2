import { sha256 } from "viem";
import type { Machine } from "@/lib/agent/machine";

/** The longest that a timer can be told to wait. */
const timerMsMax = 2 ** 31 - 1;

/** A worker of a browser tab, for the core of the agent. */
export const browserMachine: Machine = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, Math.min(ms, timerMsMax));
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
      signal?.addEventListener("abort", done, { once: true });
    }),
  randomHex: (byteLength) => hexOf(crypto.getRandomValues(new Uint8Array(byteLength))),
  sha256: (bytes) => sha256(bytes).slice(2),
};

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

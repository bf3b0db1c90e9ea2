/** What the core of an agent asks of where it runs: a process of Node, or a worker in a browser tab. */
export type Machine = {
  /** Milliseconds since 1970. */
  wallMs: () => number;
  /** Milliseconds on a clock that never goes back. */
  monotonicMs: () => number;
  /** Resolves after so many milliseconds, or at once when the signal aborts. Never rejects. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** So many bytes that nobody can guess, in hex. */
  randomHex: (byteLength: number) => string;
  /** SHA-256 in 64 hex digits. */
  sha256: (bytes: Uint8Array) => string;
};

/** What an agent tells its operator: facts, and one clause of words. Never what workloads print. */
export type AgentLog = Record<"info" | "warn" | "error", (facts: object, text: string) => void>;

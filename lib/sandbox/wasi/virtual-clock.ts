/** One nanosecond of the workload's time is this many units of fuel, as a shift: sixteen. */
const fuelPerNsShift = 4n;

const latest = 2n ** 63n - 1n;

/**
 * The workload's time. It passes as fuel is burnt and as the workload sleeps, so a program sees plausible
 * durations, a sleep costs nothing, the real clock does not leak, and a replay sees the same instants.
 */
export class VirtualClock {
  #sleptNs = 0n;

  constructor(
    readonly startsAtMs: number,
    readonly fuelUsed: () => bigint,
  ) {}

  /** Since the first instruction. */
  monotonicNs(): bigint {
    return earlier((this.fuelUsed() >> fuelPerNsShift) + this.#sleptNs);
  }

  /** Since 1970. */
  wallNs(): bigint {
    return earlier(BigInt(this.startsAtMs) * 1_000_000n + this.monotonicNs());
  }

  sleep(ns: bigint): void {
    this.#sleptNs = earlier(this.#sleptNs + ns);
  }
}

const earlier = (ns: bigint) => (ns < latest ? ns : latest);

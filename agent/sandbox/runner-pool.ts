import type { Runner } from "./runner";

/** Keeps runners started ahead of time, so that a lease does not wait for a process to come up. */
export class RunnerPool {
  readonly #warm: Runner[] = [];
  readonly #all = new Set<Runner>();
  #closed = false;

  constructor(
    readonly start: (slot: number) => Runner,
    readonly warmCount: number,
  ) {}

  /** A runner that nobody else has: a warm one, or else a new one. */
  take(): Runner {
    return this.#warm.shift() ?? this.#start();
  }

  /** Starts what is missing. Called when there is time for it, not while a lease waits. */
  refill(): void {
    while (!this.#closed && this.#warm.length < this.warmCount) {
      const runner = this.#start();
      this.#warm.push(runner);
      void this.#forget(runner);
    }
  }

  /** Kills every runner that was ever started here. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const runner of this.#all) runner.kill();
    await Promise.all([...this.#all].map(({ gone }) => gone));
  }

  #start(): Runner {
    const runner = this.start(this.#freeSlot());
    this.#all.add(runner);
    void runner.gone.then(() => this.#all.delete(runner));
    return runner;
  }

  async #forget(runner: Runner): Promise<void> {
    await runner.gone;
    const at = this.#warm.indexOf(runner);
    if (at >= 0) this.#warm.splice(at, 1);
  }

  #slots = 0;
  /** Numbers come back only after so many runners that the first is long gone. */
  #freeSlot(): number {
    this.#slots = (this.#slots + 1) % 10_000;
    return this.#slots;
  }
}

import "server-only";
import { isUnreachable } from "@/db/unreachable";

type Waiting<T, O> = { item: T; count: number; done: (outcome: O | Error) => void };

/** What came of each of several things: what it gave, or the error that says why it could not be done. */
export type Work<T, O> = (items: readonly T[]) => Promise<readonly O[]>;

/**
 * Does together what is asked while the last was being done. Alone, something is done at once; under load
 * each round trip and each commit is shared by all who wait.
 */
export class Batches<T, O> {
  private readonly waiting: Waiting<T, O>[] = [];
  private isRunning = false;

  constructor(
    private readonly work: Work<T, O>,
    private readonly itemsMax = 250,
  ) {}

  /** Resolves when it is done for good, and throws why it was not. What is several things in one counts as these. */
  async add(item: T, count = 1): Promise<Exclude<O, Error>> {
    const done = new Promise<O | Error>((resolve) => this.waiting.push({ item, count, done: resolve }));
    if (!this.isRunning) void this.run();
    const outcome = await done;
    if (outcome instanceof Error) throw outcome;
    return outcome as Exclude<O, Error>;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) await this.do(this.next());
    this.isRunning = false;
  }

  /** Who has waited longest, as many as are done at once; one alone, however much it is. */
  private next(): Waiting<T, O>[] {
    let sum = 0;
    const end = this.waiting.findIndex(({ count }, at) => (sum += count) > this.itemsMax && at > 0);
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end);
  }

  /** One that breaks its batch must not break the others: each is then done alone. Without Postgres none can be. */
  private async do(batch: readonly Waiting<T, O>[]): Promise<void> {
    const outcomes = await this.work(batch.map(({ item }) => item)).catch((error: Error) => error);
    if (!(outcomes instanceof Error)) return batch.forEach(({ done }, at) => done(outcomes[at]!));
    if (batch.length === 1 || isUnreachable(outcomes)) return batch.forEach(({ done }) => done(outcomes));
    for (const each of batch) await this.do([each]);
  }
}

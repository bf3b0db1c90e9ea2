import "server-only";
import { isUnreachable } from "@/db/unreachable";

type Outcome = Error | undefined;
type Waiting<T> = { item: T; count: number; done: (outcome: Outcome) => void };

/** What of several things could be done: for each nothing, or why not. */
export type Work<T> = (items: readonly T[]) => Promise<readonly Outcome[]>;

/**
 * Does together what is asked while the last was being done. Alone, something is done at once; under load
 * each round trip and each commit is shared by all who wait.
 */
export class Batches<T> {
  private readonly waiting: Waiting<T>[] = [];
  private isRunning = false;

  constructor(
    private readonly work: Work<T>,
    private readonly itemsMax = 250,
  ) {}

  /** Resolves when it is done for good, and throws why it was not. What is several things in one counts as these. */
  async add(item: T, count = 1): Promise<void> {
    const outcome = new Promise<Outcome>((done) => this.waiting.push({ item, count, done }));
    if (!this.isRunning) void this.run();
    const error = await outcome;
    if (error) throw error;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) await this.do(this.next());
    this.isRunning = false;
  }

  /** Who has waited longest, as many as are done at once; one alone, however much it is. */
  private next(): Waiting<T>[] {
    let sum = 0;
    const end = this.waiting.findIndex(({ count }, at) => (sum += count) > this.itemsMax && at > 0);
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end);
  }

  /** One that breaks its batch must not break the others: each is then done alone. Without Postgres none can be. */
  private async do(batch: readonly Waiting<T>[]): Promise<void> {
    const outcomes = await this.work(batch.map(({ item }) => item)).catch((error: Error) => error);
    if (!(outcomes instanceof Error)) return batch.forEach(({ done }, at) => done(outcomes[at]));
    if (batch.length === 1 || isUnreachable(outcomes)) return batch.forEach(({ done }) => done(outcomes));
    for (const each of batch) await this.do([each]);
  }
}

import { as, Killed, lifeNow, world, type Life } from "./schedule";

/** What may happen to a message on its way, each so often in ten thousand. */
export type Weather = { lost: number; doubled: number; late: number; hanging: number };

export const calm: Weather = { lost: 0, doubled: 0, late: 0, hanging: 0 };

type Serve = (signal: AbortSignal) => Promise<unknown>;
type Call = { name: string; serve: Serve; signal?: AbortSignal | undefined };
type Side = { life: Life; resolve: (value: never) => void; reject: (error: Error) => void };

/**
 * The way between processes. A request arrives late, twice or not at all, and so does its answer; a
 * process that is cut off reaches nobody and, if the connection just hangs, never hears of it.
 */
export class Network {
  weather: Weather = calm;
  readonly cutOff = new Set<string>();
  readonly counts = { messages: 0, lost: 0, doubled: 0, late: 0 };

  /** Sends a request from the life that asks to `to`, and waits for the answer. */
  call<T>(to: () => Life | undefined, { name, serve, signal }: Call): Promise<T> {
    const from = lifeNow();
    if (!from?.alive) return new Promise(() => undefined);
    return new Promise<T>((resolve, reject) => {
      const side: Side = { life: from, resolve, reject };
      const gone = new AbortController();
      const stop = () => {
        gone.abort();
        reject(new TypeError("fetch failed", { cause: signal?.reason }));
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop, { once: true });
      this.send(to, name, serve, side, gone.signal);
      if (this.hits(this.weather.doubled, "doubled")) this.send(to, name, serve, side, gone.signal);
    });
  }

  private send(to: () => Life | undefined, name: string, serve: Serve, side: Side, gone: AbortSignal): void {
    if (!this.gets(side, name)) return;
    world().after(
      this.delay(),
      `${side.life.name} asks ${name}`,
      () => {
        const server = to();
        if (!server?.alive) return this.answer(side, name, () => side.reject(new TypeError("fetch failed")));
        const work = as(server, () => serve(gone));
        work.then(
          (value) => server.alive && this.answer(side, name, () => side.resolve(value as never)),
          (error: Error) =>
            this.answer(side, name, () =>
              side.reject(error instanceof Killed ? new TypeError("fetch failed") : error),
            ),
        );
      },
      undefined,
    );
  }

  private answer(side: Side, name: string, give: () => void): void {
    if (!this.gets(side, name)) return;
    world().after(this.delay(), `${side.life.name} hears ${name}`, give, side.life);
  }

  /** Whether a message gets through; one that is lost is noticed soon, or never. */
  private gets(side: Side, name: string): boolean {
    this.counts.messages++;
    const isLost = this.cutOff.has(side.life.name) || this.hits(this.weather.lost, "lost");
    if (isLost && !this.hits(this.weather.hanging))
      world().after(
        500,
        `${side.life.name} misses ${name}`,
        () => side.reject(new TypeError("fetch failed")),
        side.life,
      );
    return !isLost;
  }

  private hits(of: number, count?: "lost" | "doubled" | "late"): boolean {
    const isHit = of > 0 && world().random.chance(of, 10_000);
    if (isHit && count) this.counts[count]++;
    return isHit;
  }

  private delay(): number {
    const { random } = world();
    return this.hits(this.weather.late, "late") ? 1_000 + random.below(14_000) : 1 + random.below(60);
  }
}

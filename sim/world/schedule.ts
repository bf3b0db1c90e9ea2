import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import type { Random } from "@/lib/sandbox/testing/random";

/** Thrown where a process is killed: nothing that it does afterwards reaches anybody. */
export class Killed extends Error {}

/**
 * One life of a process: from its start to its kill. Its timers, its disk and its requests are its own, and
 * are gone with it.
 */
export type Life = {
  name: string;
  alive: boolean;
  /** When it was killed. */
  endMs?: number;
  /** How fast its monotonic clock runs, and how far its wall clock is off. */
  clock: { rate: number; offsetMs: number };
  /** What it finds on its disk, by path; stays when the life ends. */
  disk: Map<string, Uint8Array>;
  /** Called at each write to the disk: throws `Killed` where the life is to end. */
  beforeWrite: () => void;
};

export type Event = { at: number; order: number; name: string; life: Life | null; run: () => void };

const lives = new AsyncLocalStorage<Life>();

/** Every seed begins here: after any real time, so that what Postgres dates `now()` is due. */
export const epochMs = Date.UTC(2100, 0, 1);

/**
 * The world's time: events happen one after the other, in the order of their instants, and the clock jumps
 * from one to the next. What happened is hashed, so that two runs of a seed can be held against each other.
 */
export class Schedule {
  now = 0;
  events = 0;
  /** Prints what happens as it happens. */
  isTold = false;
  private order = 0;
  private readonly waiting: Event[] = [];
  private readonly trace = createHash("sha256");

  constructor(readonly random: Random) {}

  /** Something that happens `ms` from now; not if the life that it belongs to has ended by then. Null: it is nobody's. */
  after(ms: number, name: string, run: () => void, life: Life | null = lives.getStore() ?? null): Event {
    const event = { at: this.now + Math.max(0, ms), order: this.order++, name, life, run };
    let [low, high] = [0, this.waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.waiting[middle]!.at > event.at) low = middle + 1;
      else high = middle;
    }
    this.waiting.splice(low, 0, event); // Latest first, and of one instant the newest: the next is the last.
    return event;
  }

  cancel(event: Event): void {
    const at = this.waiting.indexOf(event);
    if (at >= 0) this.waiting.splice(at, 1);
  }

  /** Runs the next event; false when there is none before `until`. */
  step(until: number): boolean {
    const event = this.waiting.at(-1);
    if (!event || event.at > until) {
      this.now = until;
      return false;
    }
    this.waiting.pop();
    this.now = event.at;
    if (event.life && !event.life.alive) return true;
    this.events++;
    this.tell(event.life?.name ?? "world", event.name);
    if (event.life) lives.run(event.life, event.run);
    else event.run();
    return true;
  }

  /** One line of the trace. */
  tell(who: string, what: string): void {
    const line = `${(this.now / 1000).toFixed(3)} ${who} ${what}\n`;
    this.trace.update(line);
    if (this.isTold) process.stdout.write(line);
  }

  /** The hash of everything that happened and of what is left of it. */
  digest(rest: string): string {
    return this.trace.copy().update(rest).digest("hex").slice(0, 16);
  }
}

let current: Schedule;

/** Begins a new world. */
export function beginWorld(random: Random): Schedule {
  current = new Schedule(random);
  return current;
}

export const world = (): Schedule => current;

export const lifeNow = (): Life | undefined => lives.getStore();

/** Does something as this life. */
export const as = <T>(life: Life, work: () => T): T => lives.run(life, work);

/** Milliseconds on the monotonic clock of whoever asks. */
export const monotonicMs = (): number => current.now * (lifeNow()?.clock.rate ?? 1);

/** Unix milliseconds on the wall clock of whoever asks. */
export const wallMs = (): number => Math.floor(epochMs + monotonicMs() + (lifeNow()?.clock.offsetMs ?? 0));

/** Waits as whoever asks would wait: by its own clock, and not beyond its life. */
export function pause(ms: number, name = "pause"): Promise<void> {
  return new Promise((resolve) => current.after(ms / (lifeNow()?.clock.rate ?? 1), name, resolve));
}

import * as schedule from "./schedule";

/**
 * What the real files find in place of the machine's own: time and timers of the world. The linker puts these
 * names into every file of `agent`, `server`, `lib` and `db`.
 */
const RealDate = globalThis.Date;

export const Date = new Proxy(RealDate, {
  construct: (Target, args: unknown[]) =>
    args.length === 0 ? new Target(schedule.wallMs()) : Reflect.construct(Target, args),
  get: (target, key) => (key === "now" ? schedule.wallMs : Reflect.get(target, key)),
});

export const performance = { now: schedule.monotonicMs };

type Timer = ReturnType<schedule.Schedule["after"]>;

const local = (ms: number) => ms / (schedule.lifeNow()?.clock.rate ?? 1);

export const setTimeout = (run: () => void, ms = 0): Timer => schedule.world().after(local(ms), "timer", run);

export const clearTimeout = (timer: Timer | undefined): void => {
  if (timer) schedule.world().cancel(timer);
};

type Ticking = { next: Timer };

export const setInterval = (run: () => void, ms: number): Ticking => {
  const ticking = {} as Ticking;
  const tick = () => {
    ticking.next = schedule.world().after(local(ms), "interval", tick);
    run();
  };
  ticking.next = schedule.world().after(local(ms), "interval", tick);
  return ticking;
};

export const clearInterval = (ticking: Ticking): void => schedule.world().cancel(ticking.next);

const RealSignal = globalThis.AbortSignal;

export const AbortSignal = {
  any: (signals: globalThis.AbortSignal[]) => RealSignal.any(signals),
  timeout: (ms: number) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("timed out")), ms);
    return controller.signal;
  },
};

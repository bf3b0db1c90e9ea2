import pg from "pg";

/**
 * Knows when nothing real is under way. Postgres is real and answers when it will; the next event waits until
 * it has, so that the order of events never depends on how fast this machine is.
 */
let underWay = 0;

/** Counts a piece of real work as under way until it is done. */
export function during<T>(work: Promise<T>): Promise<T> {
  underWay++;
  return work.finally(() => underWay--);
}

type Callback = (...results: unknown[]) => void;

/** Every query and every connection of the driver counts. */
function countCalls(prototype: object, method: string): void {
  const holder = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = holder[method]!;
  holder[method] = function (...args: unknown[]) {
    const callback = args.at(-1);
    if (typeof callback === "function") {
      underWay++;
      args[args.length - 1] = (...results: unknown[]) => {
        underWay--;
        (callback as Callback)(...results);
      };
      return original.apply(this, args);
    }
    const answer = original.apply(this, args);
    return answer instanceof Promise ? during(answer) : answer;
  };
}

countCalls(pg.Client.prototype, "query");
countCalls(pg.Pool.prototype, "connect");

/** Resolves when all that an event has set going is done, or waits for the world. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 2; quiet = underWay === 0 ? quiet + 1 : 0)
    await new Promise((resolve) => setImmediate(resolve));
}

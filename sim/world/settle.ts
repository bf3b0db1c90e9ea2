import pg from "pg";

/**
 * Knows when nothing real is under way. Postgres is real and answers when it will; the next event waits until
 * it has, so that the order of events never depends on how fast this machine is.
 */
let underWay = 0;
let onQuiet: () => void = () => undefined;

const isDone = (): void => {
  underWay--;
  if (underWay === 0) onQuiet();
};

/** Counts a piece of real work as under way until it is done. */
export function during<T>(work: Promise<T>): Promise<T> {
  underWay++;
  return work.finally(isDone);
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
        isDone();
        (callback as Callback)(...results);
      };
      return original.apply(this, args);
    }
    const answer = original.apply(this, args);
    return answer instanceof Promise ? during(answer) : answer;
  };
}

/** Postgres reads and plans the text of a statement once for each connection, and not each time. */
function prepareStatements(prototype: object): void {
  const holder = prototype as Record<"query", (...args: unknown[]) => unknown>;
  const original = holder.query;
  const names = new Map<string, string>();
  holder.query = function (asked, ...rest) {
    const text = (asked as { text?: unknown }).text;
    if (typeof text !== "string") return original.call(this, asked, ...rest);
    const name = names.get(text) ?? `sim ${names.size}`;
    names.set(text, name);
    return original.call(this, { ...(asked as object), name }, ...rest);
  };
}

prepareStatements(pg.Client.prototype);
countCalls(pg.Client.prototype, "query");
countCalls(pg.Pool.prototype, "connect");

/** Resolves when all that an event has set going is done, or waits for the world. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 2; quiet = underWay === 0 ? quiet + 1 : 0) {
    // Not turn after turn of an empty loop: Postgres needs the processor.
    if (underWay > 0) await new Promise<void>((resolve) => (onQuiet = resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

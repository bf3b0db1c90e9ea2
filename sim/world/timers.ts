import { clearTimeout, setTimeout as later } from "./globals";

/** In place of `node:timers/promises`. */
export function setTimeout<T>(ms: number, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = later(() => {
      signal?.removeEventListener("abort", stop);
      resolve(value as T);
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Giving way is for others on this machine; in the world nobody waits. */
export const setImmediate = (): Promise<void> => Promise.resolve();

import "server-only";
import type { Db } from "./client";

/**
 * What a pool has one of, made on first use: a prepared statement, whose text costs as much to build as it
 * takes to run, or a queue of what waits for one.
 */
export function perPool<T>(make: (db: Db) => T): (db: Db) => T {
  const made = new WeakMap<Db, T>();
  return (db) => {
    const one = made.get(db) ?? make(db);
    made.set(db, one);
    return one;
  };
}

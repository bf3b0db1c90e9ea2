import { DrizzleQueryError } from "drizzle-orm";

/** Postgres ended the transaction because others and it waited for each other: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const aborted = new Set(["40001", "40P01"]);

const timesMax = 5;

/** Runs a transaction, and runs it again when Postgres gave it up so that others could go on: nothing of it is left. */
export async function retryAborted<T>(transact: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await transact();
    } catch (error) {
      const cause = error instanceof DrizzleQueryError ? error.cause : error;
      const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
      if (!code || !aborted.has(code) || time === timesMax) throw error;
    }
  }
}

import { DrizzleQueryError } from "drizzle-orm";

/** What Postgres says when it goes, comes, or takes no more connections: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const states = /^(08\w{3}|57P0[1235]|25P03|53300)$/;

/** What Node says of a socket. */
const sockets: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

/** What the driver says, which gives these no code. */
const driver =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect)/;

/**
 * Whether this failed because Postgres is away. If it was a transaction, nobody knows whether it
 * committed: ask again by what names it, or send it again if that does it once.
 */
export function isUnreachable(error: unknown): boolean {
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  if (!(cause instanceof Error)) return false;
  const { code, message } = cause as NodeJS.ErrnoException;
  return driver.test(message) || (code !== undefined && (states.test(code) || sockets.has(code)));
}

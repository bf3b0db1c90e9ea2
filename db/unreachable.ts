import { DrizzleQueryError } from "drizzle-orm";

/** What Postgres says when it goes, comes, or takes no more connections: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const states = /^(08\w{3}|57P0[1235]|53300)$/;

/** What Node says of a socket. */
const sockets: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

/** What the driver says, which gives these no code. */
const lost = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

/** No connection could be had. Nothing was asked. */
export class NoConnectionError extends Error {
  override readonly name = "NoConnectionError";
  constructor(cause: unknown) {
    super("Postgres takes no connection from this gateway. See DATABASE_URL and Postgres' own log.", {
      cause,
    });
  }
}

/** Whether this failed because Postgres is away. If it was a transaction, nobody knows yet whether it committed. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof NoConnectionError) return true;
  if (!(error instanceof DrizzleQueryError)) return false;
  const { code, message = "" }: { code?: string; message?: string } = error.cause ?? {};
  return lost.test(message) || (code !== undefined && (states.test(code) || sockets.has(code)));
}

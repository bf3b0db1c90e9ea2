import "server-only";
import pino from "pino";

export type Logger = pino.Logger;

/** One JSON line per event. What could open an account is cut out before it is written. */
export function makeLogger(level: string, name: string): Logger {
  return pino({
    level,
    name,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["*.signature", "*.cookie", "*.authorization", "*.privateKey", "headers.cookie"],
      censor: "[cut]",
    },
  });
}

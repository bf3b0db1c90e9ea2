import pino from "pino";

export type Log = pino.Logger;

/** What the agent tells its operator: one JSON line per event, to standard output. Never what workloads print. */
export function openLog(level = process.env.LOG_LEVEL ?? "info"): Log {
  return pino({ name: "agent", level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
}

import { readFileSync } from "node:fs";

/** The address of the gateway that was asked for (`AMBIT_GATEWAY`), or that this checkout's market runs at. */
export function runningGateway(): string {
  if (process.env.AMBIT_GATEWAY) return process.env.AMBIT_GATEWAY;
  try {
    const home = process.env.AMBIT_HOME ?? ".ambit";
    return (JSON.parse(readFileSync(`${home}/running.json`, "utf8")) as { url: string }).url;
  } catch {
    return "http://localhost:3000"; // Nothing runs from this folder; the usual address may still answer.
  }
}

import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { AgentConfig } from "@/agent/config";
import { loadIdentity } from "@/agent/identity";
import { inspectHardware } from "@/agent/inspect-hardware";
import { readBenchmark } from "@/agent/measure/kept-benchmark";
import { findRunningAgent } from "@/agent/running-agent";
import { benchmarkLines } from "@/lib/devices/benchmark-lines";

/** Says what the agent of this home does now, without asking anyone. */
export function status(config: AgentConfig): void {
  const home = resolve(config.home);
  if (!existsSync(resolve(home, "device-key.pem")))
    throw new Error(`There is no device in ${home}. Make one: npm run device -- init`);
  const { device } = loadIdentity(home);
  const outbox = resolve(home, "outbox");
  const waiting = existsSync(outbox) ? readdirSync(outbox).filter((name) => name.endsWith(".json")) : [];
  const agent = findRunningAgent(home);
  const connection = agent && `${agent.connected ? "connected to" : "waiting for"} ${agent.gateway}`;
  console.log(`device    ${device}`);
  console.log(
    `agent     ${agent ? `process ${agent.pid} since ${agent.startedAt}, ${connection}` : "not running"}`,
  );
  const { offered } = config;
  const measured = readBenchmark(home, inspectHardware(home), offered.cpuMillis / 1000, Date.now());
  if (!measured) console.log("measured  not yet");
  for (const { what, figure } of measured ? benchmarkLines(measured) : [])
    console.log(`${what.padEnd(10)}${figure}`);
  if (agent?.paused) console.log(`pause     ${agent.paused}`);
  if (agent)
    console.log(`leases    ${agent.leases.join(" ") || "none"}${agent.draining ? ", draining" : ""}`);
  console.log(`results   ${waiting.length} to be reported`);
}

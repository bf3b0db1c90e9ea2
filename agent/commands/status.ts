import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { AgentConfig } from "@/agent/config";
import { loadIdentity } from "@/agent/identity";
import { findRunningAgent } from "@/agent/running-agent";

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
  if (agent?.paused) console.log(`pause     ${agent.paused}`);
  if (agent)
    console.log(`leases    ${agent.leases.join(" ") || "none"}${agent.draining ? ", draining" : ""}`);
  console.log(`results   ${waiting.length} to be reported`);
}

import { resolve } from "node:path";
import type { AgentConfig } from "@/agent/config";
import { findRunningAgent } from "@/agent/running-agent";
import { drainSignal } from "./run";

/** Tells the running agent to take nothing new and to end when its last lease has. */
export function drain(config: AgentConfig): void {
  const home = resolve(config.home);
  const agent = findRunningAgent(home);
  if (!agent) throw new Error(`No agent runs on ${home}.`);
  process.kill(agent.pid, drainSignal);
  const left = agent.leases.length;
  console.log(
    left === 0
      ? "The agent ends now: it holds no lease."
      : `The agent takes nothing new and ends after ${left} ${left === 1 ? "lease" : "leases"}.`,
  );
}

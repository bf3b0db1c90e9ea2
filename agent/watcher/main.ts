import { once } from "node:events";
import { destroyLeftovers } from "@/agent/leftovers";
import { openLastHeard } from "@/agent/last-heard";
import { nodeMachine } from "@/agent/node-machine";
import { EngineDriver } from "@/agent/sandbox/container/container-driver";
import { EngineClient } from "@/agent/sandbox/container/engine-client";
import { describeEngine } from "@/agent/sandbox/container/find-engine";
import type { AgentLog } from "@/lib/agent/machine";
import { namedWatcher } from "./named-watcher";

/**
 * The process that an agent leaves behind when it is killed: it removes the agent's containers when the time is
 * over in which the next one may take them up, unless that one has named a watcher of its own. It holds no key.
 */

/** Nobody hears it: its agent is gone. */
const silent = () => undefined;
const log: AgentLog = { info: silent, warn: silent, error: silent };

async function watch(home: string, name: string, socketPath: string, agent: string): Promise<void> {
  // The other end is the agent's alone, and is closed when it ends, however it does.
  await once(process.stdin.resume(), "close");
  const destroy = async () => {
    if (namedWatcher(home) !== name) return;
    const engine = await describeEngine(new EngineClient(socketPath));
    const tried = { engine, gpus: [], warnings: [] };
    await new EngineDriver({ tried, clock: nodeMachine, agent }).close();
  };
  const lastHeardAt = openLastHeard(home, log).at();
  await destroyLeftovers({ destroy, lastHeardAt, machine: nodeMachine, log }, new AbortController().signal);
}

const [, , home, name, socketPath, agent] = process.argv;
void watch(home!, name!, socketPath!, agent!);

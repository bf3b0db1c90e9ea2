import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type AgentProcess = {
  /** Everything that it has logged so far. */
  said: () => string;
  /** Resolves when it has logged this text, and rejects when it ends before. */
  heard: (text: string) => Promise<void>;
  kill: (signal: NodeJS.Signals) => void;
  /** Its exit code, when it is gone; null when a signal ended it. */
  code: () => Promise<number | null>;
};

/** Starts a command of the agent as an operator would: a process of its own. */
export function startAgentProcess(
  command: string,
  settings: Record<string, string>,
  flags: readonly string[] = [],
): AgentProcess {
  const agent = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "agent/main.ts", command, ...flags],
    {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { ...process.env, LOG_LEVEL: "info", ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  for (const stream of [agent.stdout, agent.stderr])
    stream.on("data", (data: Buffer) => (said += data.toString()));
  const isGone = () => agent.exitCode !== null || agent.signalCode !== null;
  return {
    said: () => said,
    heard: (text) =>
      new Promise((resolve, reject) => {
        const look = () => said.includes(text) && resolve();
        for (const stream of [agent.stdout, agent.stderr]) stream.on("data", look);
        agent.once("close", () => reject(new Error(`The agent ended without "${text}":\n${said}`)));
        look();
      }),
    kill: (signal) => void agent.kill(signal),
    code: async () => {
      if (!isGone()) await once(agent, "close");
      return agent.exitCode;
    },
  };
}

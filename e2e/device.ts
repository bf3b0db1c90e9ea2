import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { marketUrl } from "./market-url";

export type RunningDevice = {
  /** Its folder, with its key: another start in it is the same device. */
  home: string;
  /** The address at which its operator signs for it, as the agent prints it. */
  signAt: Promise<string>;
  /** All that it has said, once it has ended by itself. */
  ended: Promise<string>;
  /** Ends it as a power cut does: it says goodbye to nobody. */
  cut: () => void;
  /**
   * Asks the agent to stop, and wipes its folder if it was made here. Throws if it was asked and did not end
   * well; what one said that had failed by itself is printed.
   */
  stop: () => Promise<void>;
};

/**
 * Starts an agent as an operator would on a machine of theirs: a process of its own, in a folder of its
 * own unless the settings name one. `flags` are those behind `npm run device --`.
 */
export function startDevice(
  settings: Partial<Record<`AMBIT_${string}` | "DOCKER_HOST", string>>,
  flags: readonly string[] = [],
): RunningDevice {
  const home = settings.AMBIT_DEVICE_HOME ?? mkdtempSync(join(tmpdir(), "ambit-e2e-device-"));
  const agent = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "agent/main.ts", "run", ...flags],
    {
      env: { ...process.env, AMBIT_GATEWAY: marketUrl, AMBIT_DEVICE_HOME: home, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  const signAt = new Promise<string>((resolve, reject) => {
    for (const stream of [agent.stdout, agent.stderr])
      stream.on("data", (data: Buffer) => {
        said += data.toString();
        const address = /https?:\S+\/operate\/enrol\/\S+/.exec(said)?.[0];
        if (address) resolve(address);
      });
    agent.once("close", (code) => reject(new Error(`The agent ended with ${code}:\n${said}`)));
  });
  // Whoever awaits the address hears of a failure; a test that ended before does not.
  signAt.catch(() => undefined);
  return {
    home,
    cut: () => void agent.kill("SIGKILL"),
    signAt,
    ended: new Promise((resolve) => agent.once("close", () => resolve(said))),
    stop: async () => {
      const isAsked = agent.exitCode === null && agent.signalCode === null;
      if (isAsked) {
        const ended = new Promise((resolve) => agent.once("close", resolve));
        agent.kill("SIGTERM");
        await ended;
      }
      if (settings.AMBIT_DEVICE_HOME === undefined) rmSync(home, { recursive: true, force: true });
      if (!agent.exitCode) return;
      const text = `The agent ended with ${agent.exitCode}:\n${said}`;
      if (isAsked) throw new Error(text);
      console.error(text);
    },
  };
}

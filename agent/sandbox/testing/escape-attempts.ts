import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { Worker } from "node:worker_threads";

/**
 * Stands in for a runner whose engine was broken: arbitrary JavaScript in the runner's process, behind
 * the same isolation. It tries to reach what belongs to the machine and says which of it it could.
 */
export type EscapeTargets = {
  agentPid: number;
  /** A file of the agent's user that only this user may read. */
  keyFile: string;
  /** A folder that anybody on the machine may write to. */
  openFolder: string;
  /** Where the test listens. */
  tcpPort: number;
  unixSocket: string;
};

const targets = JSON.parse(readFileSync(0, "utf8")) as EscapeTargets;

const attempts = {
  "key file": () => readFileSync(targets.keyFile),
  "other files": () => readFileSync("/etc/passwd"),
  "list of files": () => readdirSync("/home"),
  "write a file": () => writeFileSync(`${targets.openFolder}/left-behind`, "x"),
  "agent's environment": () => readFileSync(`/proc/${targets.agentPid}/environ`),
  "agent's memory": () => readFileSync(`/proc/${targets.agentPid}/maps`),
  "own environment": () => mustBe(Object.keys(process.env).some((name) => name !== "PWD")),
  "signal the agent": () => process.kill(targets.agentPid, 0),
  "start a program": () => mustBe(spawnSync("/bin/true").status === 0),
  "start a thread": () => new Worker("", { eval: true }),
  "code from text": () => Reflect.construct(Function, ["return 1"]),
  tcp: () => connected(connect(targets.tcpPort, "127.0.0.1")),
  "unix socket": () => connected(connect(targets.unixSocket)),
} satisfies Record<string, () => unknown>;

export type EscapeAttempt = keyof typeof attempts;

function mustBe(condition: boolean): void {
  if (!condition) throw new Error("it is not so");
}

function connected(socket: ReturnType<typeof connect>): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(void socket.destroy()));
    socket.once("error", reject);
  });
}

void tryAll();

async function tryAll(): Promise<void> {
  const reached: string[] = [];
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      await attempt();
      reached.push(name);
    } catch {
      // What is refused is not reached, whatever the refusal says.
    }
  }
  writeSync(3, JSON.stringify(reached));
  process.exit(0);
}

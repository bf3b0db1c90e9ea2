import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { doctor } from "./commands/doctor";
import { drain } from "./commands/drain";
import { init } from "./commands/init";
import { status } from "./commands/status";
import { readConfig } from "./config";
import { startAgentProcess, type AgentProcess } from "./testing/agent-process";

// Real processes, which come up as fast as the machine has time for them.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let home: string;
/** Nothing listens on port 9: a gateway that does not answer. */
let unheard: { AMBIT_GATEWAY: string; AMBIT_DEVICE_HOME: string };
const running: AgentProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ambit-agent-"));
  unheard = { AMBIT_GATEWAY: "http://127.0.0.1:9", AMBIT_DEVICE_HOME: home };
});
afterEach(async () => {
  for (const agent of running.splice(0)) await killed(agent);
  rmSync(home, { recursive: true, force: true });
});

describe("init", () => {
  test("makes a key that nobody else can read, once", async () => {
    const first = await ask("init");
    expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/device +0x[0-9a-f]{64} \(new\)/) });
    expect(statSync(join(home, "device-key.pem")).mode & 0o777).toBe(0o600);
    const again = await ask("init");
    expect(again.said).not.toContain("(new)");
    expect(deviceIn(again.said)).toBe(deviceIn(first.said));
  });

  test("a key that others can read is not used", async () => {
    await ask("init");
    chmodSync(join(home, "device-key.pem"), 0o644);
    expect(await ask("init")).toMatchObject({ code: 1, said: expect.stringContaining("chmod 600") });
  });
});

describe("doctor", () => {
  test("finds what keeps a device from earning", async () => {
    const { code, said } = await ask("doctor", { AMBIT_CORES: "4000" });
    expect(code).toBe(1);
    expect(said).toMatch(/^warn +There is no device key yet/m);
    expect(said).toMatch(/^fail +AMBIT_CORES offers 4000 cores/m);
    expect(said).toMatch(/^fail +http:\/\/127\.0\.0\.1:9 does not answer/m);
    expect(said).toMatch(/^(ok|warn) +wasm runs at isolation grade [12]/m);
    expect(said).toMatch(/javascript runs/);
    expect(said).not.toMatch(/container runs/);
  });

  test("runs only what the operator allows", async () => {
    const { said } = await ask("doctor", { AMBIT_WORKLOADS: "script" });
    expect(said).toMatch(/javascript runs/);
    expect(said).not.toMatch(/wasm runs/);
    expect(await ask("doctor", { AMBIT_WORKLOADS: "games" })).toMatchObject({
      code: 1,
      said: expect.stringContaining("AMBIT_WORKLOADS"),
    });
  });
});

describe("run, status and drain", () => {
  test("one agent on one home; it says what it does, and ends when it is drained", async () => {
    expect(await ask("status")).toMatchObject({
      code: 1,
      said: expect.stringContaining("npm run device -- init"),
    });
    const agent = await startAgent();
    expect((await ask("status")).said).toMatch(/process \d+ since \S+, waiting for http:\/\/127\.0\.0\.1:9/);
    // Looking at the machine leaves what the running agent needs where it is.
    await ask("doctor");
    expect(existsSync(runnerCode())).toBe(true);
    expect(await askProcess("run")).toMatchObject({
      code: 1,
      said: expect.stringContaining("already, as process"),
    });
    expect(await ask("drain")).toMatchObject({ code: 0, said: expect.stringContaining("holds no lease") });
    expect(await agent.code()).toBe(0);
    expect((await ask("status")).said).toContain("not running");
    expect(await ask("drain")).toMatchObject({ code: 1, said: expect.stringContaining("No agent runs") });
  });

  test("an agent that was told to stop stops, also while no gateway answers", async () => {
    const agent = await startAgent();
    agent.kill("SIGTERM");
    expect(await agent.code()).toBe(0);
  });

  test("a killed agent is known to be gone, and another takes its place", async () => {
    await killed(await startAgent());
    expect((await ask("status")).said).toContain("not running");
    await startAgent();
    expect((await ask("status")).said).toMatch(/process \d+/);
  });
});

test("an unknown command is told with those that exist", async () => {
  expect(await askProcess("constructor")).toMatchObject({
    code: 2,
    said: expect.stringContaining("init, run, status"),
  });
});

// ---------------------------------------------------------------------------------------------

const commands = { init, status, drain, doctor };

type Answer = { code: number | string | null; said: string };

/** What a command that ends at once does, in this process: it is the same code with another `console`. */
async function ask(command: keyof typeof commands, settings = {}): Promise<Answer> {
  const lines: string[] = [];
  const console = vi
    .spyOn(globalThis.console, "log")
    .mockImplementation((line: string) => void lines.push(line));
  try {
    await commands[command](readConfig({ ...unheard, ...settings }));
    return { code: process.exitCode ?? 0, said: lines.join("\n") };
  } catch (error) {
    return { code: 1, said: (error as Error).message };
  } finally {
    process.exitCode = undefined;
    console.mockRestore();
  }
}

async function askProcess(command: string): Promise<Answer> {
  const agent = startAgentProcess(command, unheard);
  const code = await agent.code();
  return { code, said: agent.said() };
}

/** An agent that is up and asks for its gateway. */
async function startAgent(): Promise<AgentProcess> {
  const agent = startAgentProcess("run", unheard);
  running.push(agent);
  await agent.heard("the gateway did not answer");
  return agent;
}

async function killed(agent: AgentProcess): Promise<void> {
  agent.kill("SIGKILL");
  await agent.code();
}

/** What the runners of this home's agent are started from. */
function runnerCode(): string {
  const hash = createHash("sha256").update(home).digest("hex").slice(0, 16);
  return process.getuid?.() === 0
    ? join(tmpdir(), `ambit-runner-${hash}`, "runner.cjs")
    : join(home, "runner", "runner.cjs");
}

const deviceIn = (said: string) => /0x[0-9a-f]{64}/.exec(said)?.[0];

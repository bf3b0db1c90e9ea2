import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { doctor } from "./commands/doctor";
import { drain } from "./commands/drain";
import { init } from "./commands/init";
import { status } from "./commands/status";
import { readConfig } from "./config";
import { readFlags } from "./settings";
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

  test("what its flags set is kept, a flag counts more than a variable, and a variable more than what was kept", async () => {
    await askProcess("init", "--home", home, "--hours", "22:00-07:00", "--time-zone", "UTC", "--cores", "3");
    init(readConfig(unheard), undefined, readFlags(["--cores", "2"]));
    const kept = readConfig({ AMBIT_DEVICE_HOME: home });
    expect(kept.offered.cpuMillis).toBe(2000);
    expect(kept.limits.hours).toEqual({ timeZone: "UTC", spans: [{ fromMinute: 1320, toMinute: 420 }] });
    const variables = { AMBIT_DEVICE_HOME: home, AMBIT_CORES: "1" };
    expect(readConfig(variables).offered.cpuMillis).toBe(1000);
    expect(readConfig(variables, { cores: "4" }).offered.cpuMillis).toBe(4000);
  });

  test("a place is declared where it is set, and not where the time zone gives it", () => {
    expect(readConfig(unheard)).toMatchObject({ isPlaceDeclared: false });
    expect(readConfig({ ...unheard, AMBIT_COUNTRY: "DE" })).toMatchObject({ isPlaceDeclared: false });
    expect(readConfig({ ...unheard, AMBIT_PLACE: "52.52,13.40" })).toMatchObject({ isPlaceDeclared: true });
  });

  test("a setting that is none is refused by name", () => {
    expect(() => readFlags(["--colour", "red"])).toThrow(/--colour/);
    expect(() => readConfig({ AMBIT_HOURS: "at night" })).toThrow(/AMBIT_HOURS/);
    expect(() => readConfig({ AMBIT_TIME_ZONE: "Mars/Base" })).toThrow(/AMBIT_TIME_ZONE/);
    writeFileSync(join(home, "settings.json"), '{"colour":"red"}');
    expect(() => readConfig({ AMBIT_DEVICE_HOME: home })).toThrow(/settings.json holds no settings/);
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

  test("says what the operator's limits come to on this machine", async () => {
    const folder = join(home, "thermal");
    const limits = { AMBIT_TEMPERATURE_MAX: "70", AMBIT_THERMAL_FOLDER: folder, AMBIT_HOURS: "00:00-24:00" };
    expect((await ask("doctor", limits)).said).toMatch(/^warn +\S+ tells no temperature/m);
    mkdirSync(join(folder, "thermal_zone0"), { recursive: true });
    writeFileSync(join(folder, "thermal_zone0", "temp"), "48500\n");
    const { said } = await ask("doctor", limits);
    expect(said).toMatch(/^ok +takes leases up to 70 °C; it is at 49 °C/m);
    expect(said).toMatch(/^ok +takes leases in its hours, 00:00-24:00 \S+, which it is/m);
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

async function askProcess(command: string, ...flags: string[]): Promise<Answer> {
  const agent = startAgentProcess(command, unheard, flags);
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

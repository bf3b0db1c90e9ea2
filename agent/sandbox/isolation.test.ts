import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { isolationsToTry, type Isolation, type RunnerSetup } from "./isolation";
import type { EscapeAttempt, EscapeTargets } from "./testing/escape-attempts";

// Processes come up as fast as the machine has time for them, and tests of others run beside.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/**
 * What a broken engine reaches behind each isolation, and no more: docs/isolation.md shows it to
 * operators. Node's permission model is a seat belt that does not hold the network back.
 */
const reachable = (isolation: Isolation): EscapeAttempt[] => {
  if (isolation.grade === 2) return [];
  const ownUser = isolation.layers.some((layer) => layer.startsWith("a user of its own"));
  return ownUser ? ["tcp"] : ["signal the agent", "tcp", "unix socket"];
};

let folder: string;
let setup: RunnerSetup;
let targets: EscapeTargets;
const servers: Server[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ambit-escape-"));
  await chmod(folder, 0o755);
  setup = { runner: join(folder, "runner.cjs"), engine: join(folder, "engine.wasm"), kind: "wasm" };
  await writeFile(setup.engine, "");
  await build({
    entryPoints: [fileURLToPath(new URL("testing/escape-attempts.ts", import.meta.url))],
    outfile: setup.runner,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
  const keyFile = join(folder, "device-key.pem");
  await writeFile(keyFile, "secret", { mode: 0o600 });
  const unixSocket = join(folder, "agent.sock");
  targets = {
    agentPid: process.pid,
    keyFile,
    openFolder: tmpdir(),
    tcpPort: ((await listen(0)).address() as AddressInfo).port,
    unixSocket,
  };
  await listen(unixSocket);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

const ways = isolationsToTry().map((isolation) => ({ isolation, name: isolation.layers.join("; ") }));

test.for(ways)("a broken engine behind $name reaches only what is said", async ({ isolation }, { skip }) => {
  const { reached, complaint } = await breakOut(isolation);
  if (reached === null) return skip(`no runner starts on this machine: ${complaint.trim()}`);
  expect(reached).toEqual(reachable(isolation));
});

test("bubblewrap is there to be tested", ({ skip }) => {
  if (!isolationsToTry().some(({ grade }) => grade === 2))
    skip("bwrap is not installed: grade 2 is not tested");
});

test("without any isolation, the same program reaches nearly everything", async () => {
  // Proof that the attempts are real ones: what isolation keeps out is there to be reached.
  const bare: Isolation = { grade: 1, layers: [], command: (node, { runner }) => [node, runner] };
  const { reached } = await breakOut(bare);
  expect(reached).toEqual(
    expect.arrayContaining(["key file", "other files", "start a program", "tcp", "signal the agent"]),
  );
});

async function breakOut(isolation: Isolation): Promise<{ reached: string[] | null; complaint: string }> {
  const [command, ...args] = isolation.command(process.execPath, setup, 1);
  const child = spawn(command!, args, {
    env: {} as NodeJS.ProcessEnv,
    cwd: "/",
    stdio: ["pipe", "ignore", "pipe", "pipe"],
  });
  child.stdin!.on("error", () => undefined);
  child.stdin!.end(JSON.stringify(targets));
  const [said, complaint] = await Promise.all([
    text(child.stdio[3] as Readable),
    text(child.stderr!),
    once(child, "close"),
  ]);
  return { reached: said === "" ? null : (JSON.parse(said) as string[]).sort(), complaint };
}

async function listen(at: number | string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  if (typeof at === "string") server.listen(at);
  else server.listen(at, "127.0.0.1");
  await once(server, "listening");
  return server;
}

import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { and, asc, count, eq, isNotNull } from "drizzle-orm";
import { generatePrivateKey } from "viem/accounts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { deviceBenchmarks, devices } from "@/db/schema/devices";
import { leaseLogs, leaseResults, leases, stateChanges } from "@/db/schema/leases";
import { blobs, orders } from "@/db/schema/orders";
import { leaseClocks } from "@/lib/leases/lease";
import type { Spec } from "@/lib/orders/spec";
import { leaseSeal, newContentKey, sealContents, unpackResult } from "@/lib/orders/seal";
import { isSealKeyOf, sealKeyTo } from "@/lib/orders/seal-key";
import { askExec, listExecs } from "@/server/leases/exec-in-lease";
import { handKey, readSeal } from "@/server/leases/hand-key";
import { readLeaseDetail, readResult } from "@/server/leases/read-lease";
import { sweepLeases } from "@/server/leases/sweep-leases";
import { cancelOrder } from "@/server/orders/cancel-order";
import { matchWaiting } from "@/server/orders/match-waiting";
import { placeOrder } from "@/server/orders/place-order";
import { serve } from "@/server/testing/test-client";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { addCustomer, signOrder, startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { drain } from "./commands/drain";
import { readConfig } from "./config";
import { loadIdentity } from "./identity";
import { findRunningAgent } from "./running-agent";
import { execInContainer } from "./sandbox/container/exec-in-container";
import { openOwnEngine, type OwnEngine } from "./sandbox/testing/own-engine";
import { startAgentProcess, type AgentProcess } from "./testing/agent-process";
import { openHttpGateway, type HttpGateway } from "./testing/http-gateway";
import { namedWatcher } from "./watcher/named-watcher";

// An agent is a process and each lease another: they come up as fast as the machine has time for them.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let market: TestMarket;
let gateway: HttpGateway;
let home: string;
let settings: Record<string, string>;
const running: AgentProcess[] = [];

beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
  gateway = await openHttpGateway();
});
afterAll(async () => {
  gateway.close();
  await market.stop();
});
beforeEach(async () => {
  // The device of an earlier test is gone, and nobody sweeps here to notice.
  await market.db.update(devices).set({ lastSeenAt: null });
  home = mkdtempSync(join(tmpdir(), "ambit-agent-"));
  settings = {
    AMBIT_GATEWAY: gateway.url,
    AMBIT_DEVICE_HOME: home,
    AMBIT_OPERATOR_KEY: generatePrivateKey(),
    AMBIT_CORES: "2",
    AMBIT_MEMORY_MIB: "1024",
  };
});
afterEach(async () => {
  for (const agent of running.splice(0)) {
    agent.kill("SIGKILL");
    await agent.code();
  }
  rmSync(home, { recursive: true, force: true });
});

test("an agent enrols, takes a lease, runs it, and what it printed and how it ended is known", async () => {
  const agent = await startAgent();
  const orderId = await order("console.log('one'); console.error('two'); output(6 * 7)");
  const [lease] = await endedLeases(orderId, 1);
  expect(lease).toMatchObject({ reason: "COMPLETED", epoch: 1 });
  expect(await logOf(lease!.id)).toEqual({ stdout: "one\n42\n", stderr: "two\n" });
  agent.kill("SIGTERM");
  expect(await agent.code()).toBe(0);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a device is measured before it is enrolled, and the gateway has done a sample of the work again", async () => {
  const agent = await startAgent();
  expect(agent.said()).toContain('"measured"');
  const { device } = loadIdentity(home);
  const [row] = await market.db.select().from(deviceBenchmarks).where(eq(deviceBenchmarks.device, device));
  const { provenPerSecond, cpuSinglePerSecond, cpuAllPerSecond, sampled } = row!.benchmark;
  expect(sampled).toBeGreaterThan(0);
  expect(provenPerSecond).toBeGreaterThan(0);
  expect(provenPerSecond).toBeLessThanOrEqual(Math.max(cpuSinglePerSecond, cpuAllPerSecond));
  agent.kill("SIGTERM");
  await agent.code();
  // The same machine is not asked again.
  const again = await startAgent();
  expect(again.said()).not.toContain('"measured"');
  again.kill("SIGTERM");
  await again.code();
  // Another machine, as far as the agent knows: enrolled as it is, it takes nothing while it measures itself.
  writeFileSync(join(home, "measured.json"), "{}");
  const third = await startAgent();
  await third.heard('"measured"');
  await vi.waitUntil(async () => (await pauses()).length === 0, { timeout: 60_000, interval: 50 });
  const [{ pauses: taken } = { pauses: 0 }] = await market.db
    .select({ pauses: count() })
    .from(stateChanges)
    .where(and(eq(stateChanges.id, device), eq(stateChanges.reason, "DEVICE_MEASURING")));
  expect(taken).toBe(1);
});

test("an agent that is killed in the middle of a run says so when it is back, and the time is not billed", async () => {
  const agent = await startAgent();
  const orderId = await order("console.log('begun'); for (;;);", { maxSeconds: 3 });
  await vi.waitUntil(async () => (await logsOf(orderId)).includes("begun"), {
    timeout: 60_000,
    interval: 50,
  });
  agent.kill("SIGKILL");
  expect(await agent.code()).toBe(null);
  await startAgent();
  const [first] = await endedLeases(orderId, 1);
  expect(first).toMatchObject({ reason: "SANDBOX_FAILED", billedSeconds: 0, cost: 0n, epoch: 1 });
  expect(first!.facts).toEqual({ detail: "the agent was restarted" });
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a sealed order is read by its device alone: the gateway has ciphertext, its customer opens what came of it", async () => {
  await startAgent();
  const { lease, wallet, contentKey } = await orderSealed("console.log('secret', args[0]); output(input)");
  const { sealKey, deviceKey } = await readSeal(market.asWallet(wallet), lease.id);
  expect(isSealKeyOf(lease.device, deviceKey, sealKey)).toBe(true);
  const key = await sealKeyTo(sealKey.publicKey, lease.id, contentKey);
  await handKey(market.asWallet(wallet), { id: lease.id, key });
  const [ended] = await endedLeases(lease.order, 1);
  expect(ended).toMatchObject({ reason: "COMPLETED", state: "ended" });

  const seal = await leaseSeal(contentKey, lease.id);
  const { stdout } = await readResult(market.asWallet(wallet), lease.id);
  const opened = unpackResult(await seal.open("result", 0, Buffer.from(stdout, "base64")));
  expect(opened.totalBytes).toBe(opened.bytes.length);
  expect(Buffer.from(opened.bytes).toString()).toBe("secret argument\nsecret input\n");
  const pieces = await market.db.select().from(leaseLogs).where(eq(leaseLogs.lease, lease.id));
  expect(pieces).not.toEqual([]);
  const log = await Promise.all(pieces.map(({ offset, bytes }) => seal.open("stdout", offset, bytes)));
  expect(Buffer.concat(log).toString()).toContain("secret argument");

  // Not even one word of it is anywhere that the gateway writes.
  const kept = [...(await market.db.select().from(blobs)), ...(await market.db.select().from(leaseResults))];
  const bytes = kept.map((row) => ("bytes" in row ? row.bytes : row.stdout));
  for (const written of [...bytes, ...pieces.map((piece) => piece.bytes)])
    expect(Buffer.from(written).includes("secret")).toBe(false);
  expect(sha256Of(Buffer.from("secret argument\nsecret input\n"))).not.toBe(ended!.outcome!.stdoutSha256);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a sealed order whose key does not fit is refused, and one whose key does not come ends without blame", async () => {
  await startAgent();
  const wrong = await orderSealed("output(1)");
  const { sealKey } = await readSeal(market.asWallet(wrong.wallet), wrong.lease.id);
  const key = await sealKeyTo(sealKey.publicKey, wrong.lease.id, newContentKey());
  await handKey(market.asWallet(wrong.wallet), { id: wrong.lease.id, key });
  const again = handKey(market.asWallet(wrong.wallet), { id: wrong.lease.id, key });
  await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await endedLeases(wrong.lease.order, 1)).toMatchObject([
    { reason: "SEAL_WRONG", facts: { detail: "the key does not fit" }, cost: 0n },
  ]);

  const late = await orderSealed("output(1)");
  const stranger = market.asWallet(wrong.wallet);
  await expect(readSeal(stranger, late.lease.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const starting = async () => (await leasesOf(late.lease.order))[0]!.state === "starting";
  await vi.waitUntil(starting, { timeout: 60_000, interval: 50 });
  await sweepLeases(market.ctx(undefined, new Date(Date.now() + leaseClocks.startMs + 1_000)));
  expect(await endedLeases(late.lease.order, 1)).toMatchObject([{ reason: "SEAL_KEY_LATE", cost: 0n }]);
  expect((await orderOf(late.lease.order))?.reason).toBe("SEAL_KEY_LATE");
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a device that gets too hot finishes what it runs, is offered nothing, and takes leases again when it has cooled", async () => {
  const zone = join(home, "thermal", "thermal_zone0");
  mkdirSync(zone, { recursive: true });
  // In one step, as the kernel does it: the agent may look at any moment.
  const heat = (celsius: number) => {
    writeFileSync(join(zone, "next"), `${celsius * 1000}\n`);
    renameSync(join(zone, "next"), join(zone, "temp"));
  };
  heat(40);
  Object.assign(settings, { AMBIT_THERMAL_FOLDER: join(home, "thermal"), AMBIT_TEMPERATURE_MAX: "70" });
  await startAgent();
  const held = await order("console.log('begun'); for (;;);", { maxSeconds: 6 });
  await vi.waitUntil(async () => (await logsOf(held)).includes("begun"), { timeout: 60_000, interval: 50 });
  heat(71);
  await vi.waitUntil(async () => (await pauses()).includes("DEVICE_HOT"), { timeout: 30_000, interval: 50 });
  await vi.waitUntil(() => findRunningAgent(home)?.paused?.includes("hotter than the 70 °C"), {
    timeout: 30_000,
  });
  await expect(order("output('late')")).rejects.toThrow(/1 draining/);
  expect((await endedLeases(held, 1)).map(({ reason }) => reason)).toEqual(["DEADLINE"]);
  heat(65);
  expect(await pauses()).toEqual(["DEVICE_HOT"]);
  heat(60);
  await vi.waitUntil(async () => (await pauses()).length === 0, { timeout: 30_000, interval: 50 });
  const next = await order("output('cool')");
  expect(await endedLeases(next, 1)).toMatchObject([{ reason: "COMPLETED" }]);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a device outside its operator's hours is connected and offered nothing", async () => {
  const hour = new Date().getUTCHours();
  const away = `${(hour + 6) % 24}:00-${(hour + 8) % 24}:00`;
  await startAgent({ AMBIT_HOURS: away, AMBIT_TIME_ZONE: "UTC" });
  expect(await pauses()).toEqual(["OUTSIDE_HOURS"]);
  await expect(order("output('no')")).rejects.toThrow(/1 draining/);
});

test("a lease on a device that dies begins anew on another: both are told with the reason, and dead time is not billed", async () => {
  const first = await startAgent();
  const orderId = await order("console.log('begun'); for (;;);", { maxSeconds: 3 });
  await vi.waitUntil(async () => (await logsOf(orderId)).includes("begun"), {
    timeout: 60_000,
    interval: 50,
  });
  first.kill("SIGKILL");
  expect(await first.code()).toBe(null);
  const [held] = await leasesOf(orderId);
  await startAgent({ AMBIT_DEVICE_HOME: join(home, "second") });
  await noticeSilence(held!.deadline);
  const [dead, last] = await endedLeases(orderId, 2);
  expect(dead).toMatchObject({ reason: "HEARTBEAT_LOST", epoch: 1, billedSeconds: 0, cost: 0n });
  expect(last).toMatchObject({ reason: "DEADLINE", epoch: 2, billedSeconds: 3 });
  expect(last!.device).not.toBe(dead!.device);
  const { timeline, attempts } = await readLeaseDetail(market.asWallet(dead!.customer), dead!.id);
  expect(attempts.map(({ device, reason }) => [device.id, reason])).toEqual([
    [dead!.device, "HEARTBEAT_LOST"],
    [last!.device, "DEADLINE"],
  ]);
  expect(timeline.filter(({ noun }) => noun === "order").map(({ to, reason }) => `${to} ${reason}`)).toEqual([
    "waiting ORDER_PLACED",
    "leased MATCHED",
    "waiting HEARTBEAT_LOST",
    "leased MATCHED",
    "ended DEADLINE",
  ]);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a workload that may begin once only ends with its device", async () => {
  const first = await startAgent();
  const orderId = await order(
    "console.log('begun'); for (;;);",
    { maxSeconds: 3 },
    { whenDeviceFails: "end" },
  );
  await vi.waitUntil(async () => (await leasesOf(orderId))[0]?.state === "running", {
    timeout: 60_000,
    interval: 50,
  });
  const [held] = await leasesOf(orderId);
  first.kill("SIGKILL");
  expect(await first.code()).toBe(null);
  await noticeSilence(held!.deadline);
  expect(await leasesOf(orderId)).toHaveLength(1);
  expect(await orderOf(orderId)).toMatchObject({ state: "ended", reason: "HEARTBEAT_LOST", reserved: 0n });
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a device that drains finishes what it runs, takes nothing new, and ends", async () => {
  const agent = await startAgent();
  const held = await order("console.log('begun'); for (;;);", { maxSeconds: 6 });
  await vi.waitUntil(async () => (await logsOf(held)).includes("begun"), { timeout: 60_000, interval: 50 });
  drain(readConfig(settings));
  await vi.waitUntil(async () => (await pauses()).includes("NODE_DRAINING"), {
    timeout: 30_000,
    interval: 50,
  });
  // The gateway knows: nothing is offered to a device that would only decline it.
  const late = await order("output('late')", {}, { whenNothingMatches: "wait" });
  expect(await leasesOf(late)).toEqual([]);
  expect(await agent.code()).toBe(0);
  // It ended by its own limit, and not because the device left.
  expect((await leasesOf(held)).map(({ reason }) => reason)).toEqual(["DEADLINE"]);
  expect((await leasesOf(late)).map(({ reason }) => reason)).not.toContain("COMPLETED");
  expect((await orderOf(late))?.reason).not.toBe("COMPLETED");
  expect(await brokenInvariants(market)).toEqual([]);
});

// ---------------------------------------------------------------------------------------------

describe("a device that offers containers", () => {
  let own: OwnEngine | { missing: string };
  beforeAll(async () => {
    own = await openOwnEngine("podman");
    if ("missing" in own) own = await openOwnEngine("docker");
  });
  afterAll(async () => {
    if ("close" in own) await own.close();
  });

  /** Where no engine can run these are skipped, and say why. */
  const testInContainer = (
    title: string,
    run: (order: (script: string) => Promise<`0x${string}`>) => Promise<void>,
  ) =>
    test(title, async ({ skip }) => {
      if ("missing" in own) return skip(own.missing);
      settings.AMBIT_WORKLOADS = "container";
      settings.DOCKER_HOST = `unix://${own.tried.engine.client.socketPath}`;
      const { image } = own;
      const workload = { kind: "container", image } as const;
      await run((script) => order("", {}, { workload, args: ["/bin/sh", "-c", script] }));
    });

  /** What a program says that is run in the only container, past everybody. */
  const inContainer = async (script: string) => {
    const { engine } = (own as OwnEngine).tried;
    const [found] = (await engine.client.call("GET", "/containers/json")) as { Id: string }[];
    return atob((await execInContainer(engine, found!.Id, ["/bin/sh", "-c", script])).stdout);
  };

  const untilNoContainer = () => {
    const { client } = (own as OwnEngine).tried.engine;
    const containers = () => client.call("GET", "/containers/json", { query: { all: "true" } });
    return vi.waitUntil(async () => ((await containers()) as unknown[]).length === 0, {
      timeout: 60_000,
      interval: 100,
    });
  };

  testInContainer("fetches the image, runs it, and says what it printed and how it ended", async (place) => {
    await startAgent();
    const [lease] = await endedLeases(await place("echo one; echo two >&2; exit 3"), 1);
    expect(lease).toMatchObject({ reason: "EXIT_NONZERO", facts: { exitCode: 3 }, epoch: 1 });
    expect(await logOf(lease!.id)).toEqual({ stdout: "one\n", stderr: "two\n" });
    expect(await brokenInvariants(market)).toEqual([]);
  });

  testInContainer("whose agent is killed loses neither the lease nor a line of it", async (place) => {
    const agent = await startAgent();
    const id = await place('for i in $(seq 1 60); do echo "line $i"; sleep 0.1; done');
    await vi.waitUntil(async () => (await logsOf(id)).includes("line 5"), { timeout: 60_000, interval: 50 });
    const watcher = namedWatcher(home);
    agent.kill("SIGKILL");
    await agent.code();
    await startAgent();
    expect(namedWatcher(home)).not.toBe(watcher);
    const [lease] = await endedLeases(id, 1);
    expect(lease).toMatchObject({ reason: "COMPLETED", epoch: 1 });
    const lines = Array.from({ length: 60 }, (_, at) => `line ${at + 1}\n`).join("");
    expect((await logOf(lease!.id)).stdout).toBe(lines);
    expect(lease!.billedSeconds).toBeGreaterThanOrEqual(6);
    expect(await brokenInvariants(market)).toEqual([]);
  });

  testInContainer("whose agent is killed and never comes back is removed all the same", async (place) => {
    const agent = await startAgent();
    const id = await place("echo begun; sleep 1000");
    await vi.waitUntil(async () => (await logsOf(id)).includes("begun"), { timeout: 60_000, interval: 50 });
    agent.kill("SIGKILL");
    await agent.code();
    await untilNoContainer();
    expect(await brokenInvariants(market)).toEqual([]);
  });

  testInContainer(
    "runs programs beside it for its customer, each once, and for nobody else",
    async (place) => {
      const agent = await startAgent();
      const id = await place("echo begun > /tmp/note; sleep 1000");
      const { id: lease, customer } = (await leasesOf(id))[0]!;
      const asCustomer = () => market.asWallet(customer);
      const results = async () => (await listExecs(asCustomer(), lease)).map(({ result }) => result);
      const ask = (script: string, exec = randomUUID()) =>
        askExec(asCustomer(), { id: lease, exec, command: ["/bin/sh", "-c", script] });
      await vi.waitUntil(async () => (await leasesOf(id))[0]!.state === "running", { timeout: 60_000 });
      const other = (await addCustomer(market)).wallet;
      const exec = randomUUID();
      const asked = { id: lease, exec, command: ["true"] };
      await expect(askExec(market.asWallet(other), asked)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(listExecs(market.asWallet(other), lease)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await ask("while ! cat /tmp/note; do :; done; echo x >> /tmp/times; cat /tmp/times >&2", exec);
      await ask("echo never", exec);
      await vi.waitUntil(async () => (await results()).every(Boolean), { timeout: 60_000, interval: 50 });
      expect(await results()).toMatchObject([
        { exitCode: 0, stdout: btoa("begun\n"), stderr: btoa("x\n"), detail: null },
      ]);

      // Nobody knows how far this one comes before the agent is killed.
      await ask("echo y >> /tmp/times; sleep 5");
      await vi.waitUntil(async () => (await inContainer("cat /tmp/times")).includes("y"), {
        timeout: 60_000,
      });
      agent.kill("SIGKILL");
      await agent.code();
      await startAgent();
      await vi.waitUntil(async () => (await results()).every(Boolean), { timeout: 60_000, interval: 50 });
      expect((await results())[0]).toMatchObject({
        exitCode: null,
        detail: expect.stringContaining("again"),
      });
      expect(await inContainer("cat /tmp/times")).toBe("x\ny\n");
      await cancelOrder(asCustomer(), { id });
      await endedLeases(id, 1);
      await expect(ask("true")).rejects.toMatchObject({ code: "EXEC_REFUSED" });
    },
  );

  testInContainer(
    "removes what an agent left behind that is no lease of its device any more",
    async (place) => {
      const agent = await startAgent();
      const id = await place("echo begun; sleep 1000");
      await vi.waitUntil(async () => (await logsOf(id)).includes("begun"), { timeout: 60_000, interval: 50 });
      agent.kill("SIGKILL");
      await agent.code();
      await noticeSilence((await leasesOf(id))[0]!.deadline);
      await startAgent();
      await untilNoContainer();
    },
  );
});

/** What the sweep does when the device has been silent for too long, without waiting for it here. */
async function noticeSilence(deadline: Date): Promise<void> {
  await sweepLeases(market.ctx({ kind: "gateway" }, new Date(deadline.getTime() + 1)));
  await matchWaiting(market.ctx());
}

async function startAgent(more: Record<string, string> = {}): Promise<AgentProcess> {
  const agent = startAgentProcess("run", { ...settings, ...more });
  running.push(agent);
  await agent.heard('"connected"');
  return agent;
}

/** An order for a script, from a customer of its own, that waits when no device takes it. */
async function order(
  text: string,
  terms: { maxSeconds?: number } = {},
  wish: Partial<Spec> = {},
): Promise<`0x${string}`> {
  const customer = await addCustomer(market);
  const bytes = new TextEncoder().encode(text);
  const source = createHash("sha256").update(bytes).digest("hex");
  const row = { sha256: source, bytes, size: bytes.length, role: "javascript" as const };
  await market.db
    .insert(blobs)
    .values({ ...row, uploadedBy: customer.wallet, createdAt: new Date() })
    .onConflictDoNothing();
  const spec = { workload: { kind: "script", language: "javascript", source }, ...wish } as const;
  return await placeOrder(market.ctx(), await signOrder(market, customer, { spec, terms }));
}

/** A sealed order for a script, and the lease that it got; its key is not handed over yet. */
async function orderSealed(script: string) {
  const customer = await addCustomer(market);
  const contentKey = newContentKey();
  const text = (value: string) => new TextEncoder().encode(value);
  const contents = { main: text(script), args: ["argument"], input: text("secret input") };
  const { sha256: source, ciphertext: bytes } = await sealContents(contentKey, contents);
  const sealed = sha256Of(bytes);
  const row = { sha256: sealed, bytes, size: bytes.length, role: "sealed" };
  await market.db.insert(blobs).values({ ...row, uploadedBy: customer.wallet, createdAt: new Date() });
  const spec = { workload: { kind: "script", language: "javascript", source }, sealed } as const;
  const id = await placeOrder(market.ctx(), await signOrder(market, customer, { spec }));
  const [lease] = await leasesOf(id);
  return { lease: lease!, wallet: customer.wallet, contentKey };
}

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Why devices that were heard from take nothing new by themselves. */
async function pauses(): Promise<string[]> {
  const rows = await market.db
    .select({ pause: devices.pause })
    .from(devices)
    .where(and(isNotNull(devices.lastSeenAt), isNotNull(devices.pause)));
  return rows.map(({ pause }) => pause!.reason);
}

const leasesOf = (id: `0x${string}`) =>
  market.db.select().from(leases).where(eq(leases.order, id)).orderBy(asc(leases.epoch));

const orderOf = async (id: `0x${string}`) =>
  (await market.db.select().from(orders).where(eq(orders.id, id)))[0];

async function endedLeases(id: `0x${string}`, count: number) {
  const ended = async () => (await leasesOf(id)).filter(({ state }) => state === "ended");
  await vi.waitUntil(async () => (await ended()).length >= count, { timeout: 90_000, interval: 50 });
  return ended();
}

async function logOf(lease: `0x${string}`): Promise<Record<string, string>> {
  const pieces = await market.db
    .select()
    .from(leaseLogs)
    .where(eq(leaseLogs.lease, lease))
    .orderBy(asc(leaseLogs.offset));
  const text = (isError: boolean) =>
    Buffer.concat(pieces.filter((piece) => piece.isError === isError).map(({ bytes }) => bytes)).toString();
  return { stdout: text(false), stderr: text(true) };
}

async function logsOf(id: `0x${string}`): Promise<string> {
  const logs = await Promise.all((await leasesOf(id)).map((lease) => logOf(lease.id)));
  return logs.map(({ stdout }) => stdout).join("");
}

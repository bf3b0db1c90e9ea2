import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "@playwright/test";
import { asc, eq } from "drizzle-orm";
import { build } from "esbuild";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { answerInNode, chanceAndTime } from "@/agent/sandbox/testing/chance-and-time";
import { openHttpGateway, type HttpGateway } from "@/agent/testing/http-gateway";
import type { TabRequest, TabState } from "@/components/tab-device/tab-messages";
import { deviceBenchmarks, devices, enrolments } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { blobs } from "@/db/schema/orders";
import { browserPath } from "@/e2e/browser-path";
import { openFreezable } from "@/e2e/freezable-browser";
import { fenceMs } from "@/lib/agent/agent";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { leaseClocks } from "@/lib/leases/lease";
import { command } from "@/lib/sandbox/testing/assemble";
import { lowerAddress } from "@/lib/wire";
import { sponsorEnrolment } from "@/server/devices/sponsor-enrolment";
import { placeOrder } from "@/server/orders/place-order";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { serve } from "@/server/testing/test-client";
import { addCustomer, signOrder, startTestMarket, type TestMarket } from "@/server/testing/test-market";

// A browser, its workers and their compilers come up as fast as the machine has time for them.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });
const patience = { timeout: 120_000, interval: 100 };

const endless = command("loop br 0 end");

const resources = { cpuMillis: 1000, memoryMib: 64, diskMib: 16, gpus: 0 };

let market: TestMarket;
let gateway: HttpGateway;
let browser: Browser;

beforeAll(async () => {
  market = await startTestMarket();
  gateway = await openHttpGateway(fileOf);
  market.gateway.env.PUBLIC_URL = gateway.url;
  serve(market.gateway);
  browser = await chromium.launch(await browserPath());
});
afterAll(async () => {
  await browser.close();
  gateway.close();
  await market.stop();
});

test("a tab enrols, is measured, runs a lease byte for byte as Node does, and is the same device when it is loaded again", async () => {
  const page = await (await browser.newContext()).newPage();
  await begin(page);
  await sponsor(await shown(page, ({ enrolment }) => enrolment));
  const device = await shown(page, ({ phase, pause, device }) => phase === "lending" && !pause && device);
  const [enrolled] = await market.db.select().from(devices).where(eq(devices.id, device));
  expect(enrolled).toMatchObject({ name: "a tab", grade: 0, sealKey: null });
  const [measured] = await market.db
    .select()
    .from(deviceBenchmarks)
    .where(eq(deviceBenchmarks.device, device));
  expect(measured!.benchmark.provenPerSecond).toBeGreaterThan(0);

  const order = await orderFor(chanceAndTime);
  const { outcome, device: ranOn } = await ended(order.id);
  expect(ranOn).toBe(device);
  const { fuelUsed, ...answer } = answerInNode({ ...order, args: ["one"], resources });
  expect(outcome).toMatchObject({ ...answer, fuel: `${fuelUsed}` });

  await page.reload();
  await begin(page);
  expect(await shown(page, ({ phase, device }) => phase === "lending" && device)).toBe(device);

  const spinning = await orderFor(endless);
  await shown(page, ({ leases }) => leases.length === 1);
  const second = await page.context().newPage();
  await begin(second);
  const { refusal } = await shown(second, (state) => state.phase === "ended" && state);
  expect(refusal).toEqual({ text: "Another tab of this browser is this device already." });
  await second.close();

  await ask(page, { ask: "drain" });
  await vi.waitUntil(async () => (await pauseOf(device)) === "NODE_DRAINING", patience);
  await ask(page, { ask: "stop" });
  await shown(page, ({ phase }) => phase === "ended");
  expect(await ended(spinning.id)).toMatchObject({ reason: "DEVICE_STOPPED" });
  await page.close();
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a tab that its browser freezes for too long gives its lease up by itself when it wakes", async () => {
  const { page, freeze, wake, close } = await openFreezable();
  onTestFinished(close);
  await begin(page);
  await sponsor(await shown(page, ({ enrolment }) => enrolment));
  const device = await shown(page, ({ phase, pause, device }) => phase === "lending" && !pause && device);
  const order = await orderFor(endless, { maxSeconds: 600 });
  await vi.waitUntil(async () => (await newestLease(order.id))?.state === "running", patience);
  await freeze();
  // Nobody sweeps here, so the gateway leaves it the lease: the tab has to know that others may have got it.
  const isFenced = async () =>
    Date.now() > (await newestLease(order.id))!.deadline.getTime() - leaseClocks.silenceMs + fenceMs;
  await vi.waitUntil(isFenced, patience);
  expect(await newestLease(order.id)).toMatchObject({ device, state: "running" });
  await wake();
  await shown(page, ({ pause }) => pause?.reason === "DEVICE_SLOWED");
  expect(await ended(order.id)).toMatchObject({ device, reason: "HEARTBEAT_LOST", outcome: null, cost: 0n });
  await shown(page, ({ leases }) => leases.length === 0);
  await page.close();
  expect(await brokenInvariants(market)).toEqual([]);
});

// ---------------------------------------------------------------------------------------------

/** The page of a tab, and the scripts of its workers at the paths by which they name each other. */
async function fileOf(path: string): Promise<{ type: string; text: string } | undefined> {
  if (path === "/") return { type: "text/html", text: "<!doctype html><title>a tab</title>" };
  if (!path.endsWith(".ts")) return undefined;
  const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
  const { outputFiles } = await build({
    entryPoints: [`${root}${path}`],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    alias: { "@": root },
    logLevel: "error",
  });
  return { type: "text/javascript", text: outputFiles[0]!.text };
}

type TabWindow = Window & { device: Worker; state?: TabState };

async function begin(page: Page): Promise<void> {
  await page.goto(gateway.url);
  await page.evaluate(() => {
    const tab = window as unknown as TabWindow;
    tab.device = new Worker("/components/tab-device/worker/main.ts", { type: "module" });
    tab.device.addEventListener("message", ({ data }) => (tab.state = data.state));
  });
  const prices = { vcpuHour: 1_000, gibHour: 1_000, gpuHour: 0 };
  const where = { country: "DE", place: { latE6: 52_500_000, lngE6: 13_400_000 } };
  const settings = { name: "a tab", cores: 1, memoryMib: 512, prices, ...where };
  await ask(page, { ask: "begin", gateway: gateway.url, settings });
}

const ask = (page: Page, request: TabRequest) =>
  page.evaluate((asked) => (window as unknown as TabWindow).device.postMessage(asked, []), request);

/** Waits until the device's page would show what is looked for. */
async function shown<T>(page: Page, look: (state: TabState) => T | false | null): Promise<T> {
  let last: TabState | undefined;
  try {
    return await vi.waitUntil(async () => {
      last = await page.evaluate(() => (window as unknown as TabWindow).state);
      return last && (look(last) || undefined);
    }, patience);
  } catch (cause) {
    throw new Error(`The tab stands at ${JSON.stringify(last)}.`, { cause });
  }
}

/** Signs as an operator that nobody knew before. */
async function sponsor(id: string): Promise<void> {
  const operator = privateKeyToAccount(generatePrivateKey());
  const wallet = lowerAddress(operator.address);
  const [row] = await market.db.select().from(enrolments).where(eq(enrolments.id, id));
  const { device, nonce, validUntil } = row!;
  const { chainId, contracts } = market.deployment;
  const hash = digestOf("Enrolment", domain(chainId, contracts.devices), {
    device,
    operator: wallet,
    payout: wallet,
    nonce: BigInt(nonce),
    validUntil,
  });
  const signature = await operator.sign({ hash });
  await sponsorEnrolment(market.asWallet(wallet), { id, payout: wallet, signature });
}

/** An order for a module, from a customer of its own. */
async function orderFor(module: Uint8Array, terms: { maxSeconds?: number } = {}) {
  const customer = await addCustomer(market);
  const sha256 = createHash("sha256").update(module).digest("hex");
  const row = { sha256, bytes: module, size: module.length, role: "wasm" as const };
  await market.db
    .insert(blobs)
    .values({ ...row, uploadedBy: customer.wallet, createdAt: new Date() })
    .onConflictDoNothing();
  const workload = { kind: "wasm", module: sha256 } as const;
  const signed = await signOrder(market, customer, { spec: { workload, resources, args: ["one"] }, terms });
  return { id: await placeOrder(market.ctx(), signed), terms: signed.terms };
}

const newestLease = async (order: Hex) =>
  (await market.db.select().from(leases).where(eq(leases.order, order)).orderBy(asc(leases.epoch))).at(-1);

async function ended(order: Hex) {
  await vi.waitUntil(async () => (await newestLease(order))?.state === "ended", patience);
  return (await newestLease(order))!;
}

const pauseOf = async (device: Hex) =>
  (await market.db.select().from(devices).where(eq(devices.id, device)))[0]?.pause?.reason;

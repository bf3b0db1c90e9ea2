import { brotliCompressSync, gzipSync } from "node:zlib";
import { chromium, type BrowserContextOptions } from "@playwright/test";
import { browserPath } from "@/e2e/browser-path";
import { signInWith } from "@/e2e/demo-wallet";
import { runningGateway } from "@/scripts/customer/running-gateway";

/**
 * What a page costs a visitor who was never here: its HTML as the browser reads it, the client JavaScript that
 * it loads before anything is pressed, and when its largest part is painted on a processor four times slower. Against a running market
 * with the built app (`npm start`), in a browser. Ends with 1 when the landing page is over its limit.
 */
const landingKbMax = 180;
const paintRuns = 5;
const slowdown = 4;
const pages = [
  "/",
  "/rent",
  "/operate",
  "/operate/tab",
  "/govern",
  "/govern/proposals",
  "/govern/delegates",
  "/govern/treasury",
  "/govern/rules",
  "/network",
  "/prices",
  "/reference",
];

/** Pages of one thing, each the first of its kind that these link to. */
const linked = [
  { on: "/network", to: "/operate/devices/" },
  { on: "/network", to: "/network/wallets/" },
  { on: "/network", to: "/network/transactions/" },
  { on: "/govern/proposals", to: "/govern/proposals/" },
];
/** What an operator sees who is signed in: of the sample, one with hundreds of devices. */
const operatorPages = ["/operate", "/operate/earnings", "/operate/leases", "/operate/stake"];

type Visitor = BrowserContextOptions;
type Script = { name: string; gzip: number; brotli: number };

const gateway = runningGateway();
const browser = await chromium.launch(await browserPath());
const rows: Record<string, Record<string, number>> = {};
for (const path of pages) rows[path] = await costOf(path);
for (const { on, to } of linked) rows[`${to}…`] = await costOf(await firstLink(on, to));
const signedIn = await signInAs("Demo operator");
for (const path of operatorPages) rows[`${path}, signed in`] = await costOf(path, signedIn);
await browser.close();
console.table(rows);
const landingKb = rows["/"]!["gzip kB"]!;
console.log(`Landing page: ${landingKb} kB of compressed JavaScript, at most ${landingKbMax}.`);
process.exitCode = landingKb <= landingKbMax ? 0 : 1;

async function costOf(path: string, who: Visitor = {}): Promise<Record<string, number>> {
  const { html, scripts } = await loaded(path, who);
  const sum = (size: (script: Script) => number) =>
    scripts.reduce((total, script) => total + size(script), 0);
  const paints: number[] = [];
  for (let run = 0; run < paintRuns; run += 1) paints.push(await largestPaintMs(path, who));
  return {
    "html kB": kb(html),
    files: scripts.length,
    "gzip kB": kb(sum(({ gzip }) => gzip)),
    "brotli kB": kb(sum(({ brotli }) => brotli)),
    [`largest paint ms, ${slowdown}× slower`]: Math.round(paints.toSorted((a, b) => a - b)[paintRuns >> 1]!),
  };
}

/** The page, and every script that it has loaded when nothing more comes, compressed here, so that no server's setting counts. */
async function loaded(path: string, who: Visitor): Promise<{ html: number; scripts: Script[] }> {
  await using context = await browser.newContext(who);
  const page = await context.newPage();
  const bodies: Promise<Script>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    bodies.push(
      response.body().then((body) => ({
        name: new URL(response.url()).pathname,
        gzip: gzipSync(body, { level: 9 }).length,
        brotli: brotliCompressSync(body).length,
      })),
    );
  });
  const answer = await page.goto(new URL(path, gateway).href, { waitUntil: "networkidle" });
  const html = (await answer!.body()).length;
  return { html, scripts: await Promise.all(bodies) };
}

async function largestPaintMs(path: string, who: Visitor): Promise<number> {
  await using context = await browser.newContext(who);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto(new URL(path, gateway).href, { waitUntil: "networkidle" });
  return await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
      }),
  );
}

async function firstLink(on: string, to: string): Promise<string> {
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL(on, gateway).href);
  const href = await page.locator(`main a[href^="${to}"]`).first().getAttribute("href");
  return href!;
}

/** What a browser keeps of a demo wallet that signed in: it starts every visit with it. */
async function signInAs(wallet: string): Promise<Visitor> {
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL("/operate", gateway).href);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await signInWith(page, wallet);
  return { storageState: await context.storageState() };
}

function kb(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}

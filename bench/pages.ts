import { brotliCompressSync, gzipSync } from "node:zlib";
import { chromium, type Browser } from "@playwright/test";
import { browserPath } from "@/e2e/browser-path";
import { runningGateway } from "@/scripts/customer/running-gateway";

/**
 * What a page costs a visitor who was never here: its HTML as the browser reads it, the client JavaScript that
 * it loads before anything is pressed, and when its largest part is painted on a processor four times slower. Against a running market
 * with the built app (`npm start`), in a browser. Ends with 1 when the landing page is over its limit.
 */
const landingKbMax = 180;
const paintRuns = 5;
const slowdown = 4;
const pages = ["/", "/rent", "/operate", "/govern", "/govern/proposals", "/network", "/prices", "/reference"];

type Script = { name: string; gzip: number; brotli: number };

const gateway = runningGateway();
const browser = await chromium.launch(await browserPath());
const rows: Record<string, Record<string, number>> = {};
let landingKb = 0;
for (const path of pages) {
  const { html, scripts } = await loaded(browser, path);
  const sum = (size: (script: Script) => number) =>
    scripts.reduce((total, script) => total + size(script), 0);
  const paints: number[] = [];
  for (let run = 0; run < paintRuns; run += 1) paints.push(await largestPaintMs(browser, path));
  if (path === "/") landingKb = kb(sum(({ gzip }) => gzip));
  rows[path] = {
    "html kB": kb(html),
    files: scripts.length,
    "gzip kB": kb(sum(({ gzip }) => gzip)),
    "brotli kB": kb(sum(({ brotli }) => brotli)),
    [`largest paint ms, ${slowdown}× slower`]: Math.round(paints.toSorted((a, b) => a - b)[paintRuns >> 1]!),
  };
}
await browser.close();
console.table(rows);
console.log(`Landing page: ${landingKb} kB of compressed JavaScript, at most ${landingKbMax}.`);
process.exitCode = landingKb <= landingKbMax ? 0 : 1;

/** The page, and every script that it has loaded when nothing more comes, compressed here, so that no server's setting counts. */
async function loaded(browser: Browser, path: string): Promise<{ html: number; scripts: Script[] }> {
  const page = await browser.newPage();
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
  const scripts = await Promise.all(bodies);
  await page.close();
  return { html, scripts };
}

async function largestPaintMs(browser: Browser, path: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto(new URL(path, gateway).href, { waitUntil: "networkidle" });
  const ms = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
      }),
  );
  await context.close();
  return ms;
}

function kb(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}

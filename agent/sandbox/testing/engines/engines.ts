import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import { browserPath } from "@/e2e/browser-path";

/** An engine at hand, and how to get its answers to the corpus, a line for each run. */
export type Engine = { name: string; answers: (count: number) => Promise<string[]> };

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const run = promisify(execFile);

/** The compilers of one V8, a processor without its newer instructions, the system's own Node, a browser. */
export async function openEngines(): Promise<{ engines: Engine[]; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "ambit-engines-"));
  const program = join(folder, "in-node.cjs");
  await bundle("agent/sandbox/testing/engines/in-node.ts", {
    outfile: program,
    platform: "node",
    format: "cjs",
  });
  const node = (name: string, binary: string, flags: string[]): Engine => ({
    name,
    answers: async (count) => {
      const { stdout } = await run(binary, [...flags, program, `${count}`], { maxBuffer: 64 << 20 });
      return stdout.trim().split("\n");
    },
  });
  const own = `Node ${process.version.slice(1)}`;
  const plainProcessor = ["--no-enable-avx", "--no-enable-avx2", "--no-enable-fma3", "--no-enable-sse4-2"];
  const systems = existsSync("/usr/bin/node") ? [await versionOf("/usr/bin/node")] : [];
  return {
    engines: [
      node(`${own}, both compilers`, process.execPath, []),
      node(`${own}, optimising compiler only`, process.execPath, ["--no-liftoff"]),
      node(`${own}, quick compiler only`, process.execPath, ["--liftoff-only"]),
      node(`${own}, older processor`, process.execPath, ["--no-liftoff", ...plainProcessor]),
      ...systems.map((version) => node(`Node ${version}, the system's`, "/usr/bin/node", [])),
      { name: "Chromium, in a web worker", answers: answersOfBrowser },
    ],
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function versionOf(binary: string): Promise<string> {
  const { stdout } = await run(binary, ["--version"]);
  return stdout.trim().slice(1);
}

async function bundle(entry: string, options: Parameters<typeof build>[0]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    write: options.outfile !== undefined,
    format: "iife",
    target: "es2024",
    alias: { "@": root.replace(/\/$/, "") },
    logLevel: "error",
    ...options,
  });
  return outputFiles?.[0]?.text ?? "";
}

/**
 * A headless browser that was told to report no crashes dies of a load outside memory instead of trapping,
 * because both wait for the same signal. Checked bounds give the same answers without it.
 */
const checksBounds = ["--disable-features=WebAssemblyTrapHandler"];

type InPage = {
  answers: (count: number, workerCode: string) => Promise<string[]>;
  ends: (workerCode: string) => Promise<Record<string, string>>;
};

const answersOfBrowser = (count: number): Promise<string[]> =>
  inBrowser((tab, worker) =>
    tab.evaluate(([count, worker]) => (globalThis as unknown as InPage).answers(count, worker), [
      count,
      worker,
    ] as const),
  );

/** How runs end in a browser that do not end by themselves. */
export const endsInBrowser = (): Promise<Record<string, string>> =>
  inBrowser((tab, worker) =>
    tab.evaluate((worker) => (globalThis as unknown as InPage).ends(worker), worker),
  );

async function inBrowser<T>(use: (tab: Page, workerCode: string) => Promise<T>): Promise<T> {
  const [page, worker] = await Promise.all([
    bundle("agent/sandbox/testing/engines/in-page.ts", {}),
    bundle("lib/sandbox/worker/main.ts", {}),
  ]);
  // A page of its own origin: workers from a blob are not for about:blank.
  const server = createServer((_, response) => response.end("<!doctype html>")).listen(0, "127.0.0.1");
  const { args, ...path } = await browserPath();
  const browser = await chromium.launch({ ...path, args: [...args, ...checksBounds] });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await tab.addScriptTag({ content: page });
    return await use(tab, worker);
  } finally {
    await browser.close();
    server.close();
  }
}

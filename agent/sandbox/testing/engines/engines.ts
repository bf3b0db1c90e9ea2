import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { askBrowser } from "./ask-browser";
import { findBrowsers, type Browser } from "./browsers";
import { bundle } from "./bundle";

/** An engine at hand, and how to get its answers to the corpus, a line for each run. */
export type Engine = {
  name: string;
  answers: (count: number) => Promise<string[]>;
  /** How runs end in it that do not end by themselves. */
  ends?: () => Promise<Record<string, string>>;
};

const run = promisify(execFile);

/** The compilers of one V8, a processor without its newer instructions, the system's own Node, and browsers. */
export async function openEngines(): Promise<{
  engines: Engine[];
  /** The names of those that are not on this machine. */
  missing: string[];
  close: () => Promise<void>;
}> {
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
  const systems = existsSync("/usr/bin/node") ? [await versionOf(["/usr/bin/node"])] : [];
  const browsers = Object.entries(await findBrowsers());
  const tabs = browsers.map(async ([, browser]) => (browser ? inBrowser(browser) : []));
  return {
    engines: [
      node(`${own}, both compilers`, process.execPath, []),
      node(`${own}, optimising compiler only`, process.execPath, ["--no-liftoff"]),
      node(`${own}, quick compiler only`, process.execPath, ["--liftoff-only"]),
      node(`${own}, older processor`, process.execPath, ["--no-liftoff", ...plainProcessor]),
      ...systems.map((version) => node(`Node ${version.slice(1)}, the system's`, "/usr/bin/node", [])),
      ...(await Promise.all(tabs)).flat(),
    ],
    missing: browsers.flatMap(([name, browser]) => (browser ? [] : [name])),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function inBrowser(browser: Browser): Promise<Engine[]> {
  const version = await versionOf(browser.command);
  return browser.settings.map((settings, i) => ({
    name: `${version}, ${settings.name}`,
    answers: (count) => askBrowser(browser, settings, `count=${count}`),
    ...(i === 0 && { ends: () => askBrowser(browser, settings, "ends") }),
  }));
}

async function versionOf([command, ...args]: string[]): Promise<string> {
  const { stdout } = await run(command!, [...args, "--version"]);
  return stdout.trim();
}

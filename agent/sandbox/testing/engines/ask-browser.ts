import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import type { Browser, Settings } from "./browsers";
import { bundle } from "./bundle";

type Answer<T> = { answer: T } | { error: string };

const answerMsMax = 300_000;

/** What Firefox would ask of its maker by itself goes to a proxy that is not there. */
const alone = { "network.proxy.type": 1, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9 };

/** Opens `in-page.ts` in a browser, which sends its answer to where it is from: no browser needs a driver for it. */
export async function askBrowser<T>(browser: Browser, settings: Settings, question: string): Promise<T> {
  const [page, worker] = await Promise.all([
    bundle("agent/sandbox/testing/engines/in-page.ts"),
    bundle("lib/sandbox/worker/main.ts"),
  ]);
  const answered = Promise.withResolvers<Answer<T>>();
  const server = createServer((request, response) => {
    if (request.method === "POST")
      json(request).then((body) => answered.resolve(body as Answer<T>), answered.reject);
    response.end(request.url === "/worker.js" ? worker : `<!doctype html><script>${page}</script>`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?${question}`;
  const folder = await mkdtemp(join(tmpdir(), "ambit-browser-"));
  await writeFile(join(folder, "user.js"), preferencesText({ ...alone, ...settings.preferences }));
  const close = open(browser, settings, { address, folder, failed: answered.reject });
  try {
    const answer = await answered.promise;
    if ("error" in answer) throw new Error(`${browser.command.at(-1)}: ${answer.error}`);
    return answer.answer;
  } finally {
    await close();
    server.close();
    // A process of it may write still.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

type Opening = { address: string; folder: string; failed: (error: Error) => void };

/** In a process group of its own, because a browser is many processes, and one of them may be its display. */
function open(browser: Browser, settings: Settings, { address, folder, failed }: Opening) {
  const [command, ...before] = browser.command;
  const started = spawn(command!, [...before, ...browser.args(folder), address], {
    detached: true,
    env: { ...process.env, HOME: folder, ...settings.env },
    stdio: "ignore",
    timeout: answerMsMax,
  });
  const ended = once(started, "exit");
  ended.then(() => failed(new Error(`${command} ended before the page had answered.`)), failed);
  const kill = () => {
    try {
      process.kill(-started.pid!);
    } catch {
      // Nothing of it is left.
    }
  };
  process.once("exit", kill);
  return async () => {
    kill();
    process.off("exit", kill);
    await ended;
  };
}

function preferencesText(preferences: Record<string, unknown>): string {
  return Object.entries(preferences)
    .map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`)
    .join("");
}

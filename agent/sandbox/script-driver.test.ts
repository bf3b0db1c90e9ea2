import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ScriptDriver } from "./driver";
import { openTestDrivers, runOnce, scriptRun, start } from "./testing/run-once";

// Processes come up as fast as the machine has time for them, and tests of others run beside.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let driver: ScriptDriver;
let close: () => Promise<void>;

beforeAll(async () => {
  const opened = await openTestDrivers();
  driver = opened.drivers.script;
  close = opened.close;
});
afterAll(() => close());

test("a script runs with its arguments and input, and its lines arrive", async () => {
  const run = scriptRun("console.log(args, input); console.warn('careful'); output({ ok: await 1 })", {
    args: ["a"],
    input: new TextEncoder().encode("given"),
  });
  expect(await runOnce(driver, run)).toMatchObject({
    end: "exit",
    exitCode: 0,
    out: '[ "a" ] given\n{"ok":1}\n',
    err: "careful\n",
  });
});

test("lines are heard while the script goes on", async () => {
  const { run, heard } = await start(driver, scriptRun("print('begun'); for (;;);"));
  await heard("stdout", "begun");
  run.stop();
  expect((await run.collect()).end).toBe("stopped");
});

test("an uncaught error ends it with 1 and its stack on stderr", async () => {
  expect(await runOnce(driver, scriptRun("null.x"))).toMatchObject({
    end: "exit",
    exitCode: 1,
    err: expect.stringMatching(/^Uncaught TypeError.*\n.*script\.js:1:/),
  });
});

test("a syntax error is refused with its place, before anything runs", async () => {
  await expect(driver.prepare(scriptRun("let a;\nlet b = ;"))).rejects.toMatchObject({
    code: "SCRIPT_SYNTAX",
    facts: { line: 2, column: 9, detail: expect.any(String) },
  });
});

describe("limits", () => {
  test("wall time and fuel", async () => {
    expect((await runOnce(driver, scriptRun("for (;;);", { limits: { wallMs: 100 } }))).end).toBe(
      "wall-limit",
    );
    expect((await runOnce(driver, scriptRun("for (;;);", { limits: { fuel: 90_000_000n } }))).end).toBe(
      "out-of-fuel",
    );
  });

  test("deep recursion is an error that it can catch, thousands of calls down", async () => {
    const text =
      "let depth = 0; const f = () => { depth++; f() }; try { f() } catch (e) { print(e.name, depth > 2000) }";
    expect((await runOnce(driver, scriptRun(text))).out).toBe("RangeError true\n");
  });

  test("recursion inside the engine ends it, before the engine's own stack does", async () => {
    const texts = [
      "JSON.parse('['.repeat(200000))",
      "let a = []; for (let i = 0; i < 200000; i++) a = [a]; JSON.stringify(a)",
      "let s = {}; for (let i = 0; i < 100000; i++) s = { toString: ((t) => () => '' + t)(s) }; '' + s",
      "new RegExp('('.repeat(100000) + ')'.repeat(100000))",
      "let p = {}; for (let i = 0; i < 100000; i++) p = new Proxy(p, {}); p.x",
      "let a = []; for (let i = 0; i < 100000; i++) a = [a]; a.flat(Infinity)",
      "eval('('.repeat(100000) + ')'.repeat(100000))",
      "let f = () => 1; for (let i = 0; i < 50000; i++) f = f.bind(null); f()",
    ];
    for (const text of texts) {
      const { end, exitCode, detail } = await runOnce(driver, scriptRun(text));
      expect([
        text,
        end === "stack-depth" || (end === "exit" && exitCode === 1)
          ? "ended well"
          : `${end} ${exitCode} ${detail}`,
      ]).toEqual([text, "ended well"]);
    }
  });

  test("memory", async () => {
    const run = scriptRun("const all = []; for (;;) all.push('x'.repeat(1 << 20) + all.length)", {
      limits: { memoryMib: 32 },
    });
    expect(await runOnce(driver, run)).toMatchObject({
      end: "exit",
      exitCode: 1,
      err: expect.stringContaining("out of memory"),
    });
  });
});

test("a script leaves nothing for the next one", async () => {
  await runOnce(driver, scriptRun("globalThis.left = 1; Array.prototype.left = 2; Math.random = () => 4"));
  expect((await runOnce(driver, scriptRun("print(typeof left, [].left, Math.random() < 1)"))).out).toBe(
    "undefined undefined true\n",
  );
});

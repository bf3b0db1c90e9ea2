import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { command } from "@/lib/sandbox/testing/assemble";
import type { WasmDriver } from "./driver";
import { sha256 } from "./run-record";
import { openTestDrivers, runOnce, start, startPrepared, wasmRun } from "./testing/run-once";

// Processes come up as fast as the machine has time for them, and tests of others run beside.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let driver: WasmDriver;
let close: () => Promise<void>;

beforeAll(async () => {
  const opened = await openTestDrivers();
  driver = opened.drivers.wasm;
  close = opened.close;
});
afterAll(() => close());

/** Writes the text at `at` of memory, of the given length, by a vector at 0 that the data section holds. */
const say = (stream: 1 | 2, vector = 0) =>
  `i32.const ${stream} i32.const ${vector} i32.const 1 i32.const 32 call fd_write drop`;
const vector = (at: number, length: number) => new Uint8Array(Uint32Array.of(at, length).buffer);
const hello = { data: { 0: vector(64, 6), 8: vector(128, 4), 64: "hello\n", 128: "no!\n" } };
const spin = "loop br 0 end";

describe("a run and its outcome", () => {
  test("output with offsets, exit code, hashes and result", async () => {
    const outcome = await runOnce(
      driver,
      wasmRun(command(`${say(1)} ${say(2, 8)} ${say(1)} i32.const 3 call proc_exit`, hello)),
    );
    expect(outcome).toMatchObject({
      end: "exit",
      exitCode: 3,
      detail: null,
      out: "hello\nhello\n",
      err: "no!\n",
      stdout: { byteLength: 12, sha256: sha256(Buffer.from("hello\nhello\n")) },
      stderr: { byteLength: 4, sha256: sha256(Buffer.from("no!\n")) },
    });
    expect(Buffer.from(outcome.result).toString()).toBe("hello\nhello\n");
  });

  test("chunks of a stream are contiguous", async () => {
    const { run, chunks } = await start(driver, wasmRun(command(`${say(1)} `.repeat(2000), hello)));
    await run.collect();
    let next = 0;
    for (const { offset, bytes } of chunks) {
      expect(offset).toBe(next);
      next += bytes.length;
    }
    expect(next).toBe(12_000);
  });

  test("the same input gives the same root, another input another", async () => {
    const [one, other] = [command(say(1), hello), command(`${say(1)} nop i32.const 0 drop`, hello)];
    const root = async (...given: Parameters<typeof wasmRun>) =>
      (await runOnce(driver, wasmRun(...given))).resultRoot;
    const first = await root(one);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await root(one)).toBe(first);
    expect(await root(other)).not.toBe(first);
    expect(await root(one, { args: ["x"] })).not.toBe(first);
    expect(await root(one, { seed: new Uint8Array(32).fill(8) })).not.toBe(first);
    expect(await root(one, { limits: { diskMib: 9 } })).not.toBe(first);
  });

  test("files that it wrote come back with their hashes", async () => {
    // Opens "out" below / for writing, then writes "hello\n" into it.
    const open =
      "i32.const 3 i32.const 0 i32.const 200 i32.const 3 i32.const 1 i64.const 64 i64.const 64 i32.const 0 i32.const 40 call path_open drop";
    const write = "i32.const 40 i32.load i32.const 0 i32.const 1 i32.const 32 call fd_write drop";
    const bytes = command(`${open} ${write}`, {
      imports: ["path_open", "fd_write"],
      data: { ...hello.data, 200: "out" },
    });
    const { files } = await runOnce(
      driver,
      wasmRun(bytes, { files: [{ path: "in/x", bytes: Buffer.from("1") }] }),
    );
    expect(files.map(({ path, bytes, sha256 }) => [path, Buffer.from(bytes).toString(), sha256])).toEqual([
      ["out", "hello\n", sha256(Buffer.from("hello\n"))],
    ]);
  });

  test("the result is the first mebibyte of standard output, the log is all of it", async () => {
    const mebibyte = 1 << 20;
    const bytes = command(
      `i32.const 0 i32.const 8 i32.store i32.const 4 i32.const ${mebibyte + 7} i32.store ${say(1)}`,
      { memory: [20] },
    );
    const outcome = await runOnce(driver, wasmRun(bytes));
    expect([outcome.result.length, outcome.stdout.byteLength]).toEqual([mebibyte, mebibyte + 7]);
  });
});

describe("output is live", () => {
  test("what was written before a long computation is heard while it computes", async () => {
    const { run, heard } = await start(driver, wasmRun(command(`${say(1)} ${spin}`, hello)));
    await heard("stdout", "hello");
    const { memoryBytes, outputBytes } = await run.stats();
    expect(outputBytes).toBe(6);
    if (process.platform === "linux") expect(memoryBytes).toBeGreaterThan(10 << 20);
    run.stop();
    await run.destroy();
  });
});

describe("a run that does not end by itself", () => {
  test("is stopped by the agent, and says so", async () => {
    const { run, heard, text } = await start(driver, wasmRun(command(`${say(1)} ${spin}`, hello)));
    await heard("stdout", "hello");
    run.stop();
    run.stop();
    expect(await run.collect()).toMatchObject({ end: "stopped", exitCode: null, fuelUsed: null, files: [] });
    expect(text("stdout")).toBe("hello\n");
    expect(await run.collect()).toBe(await run.collect());
  });

  test("is killed at its wall limit", async () => {
    const outcome = await runOnce(driver, wasmRun(command(spin), { limits: { wallMs: 100 } }));
    expect(outcome).toMatchObject({ end: "wall-limit", exitCode: null, fuelUsed: null });
    expect(outcome.wallMs).toBeGreaterThanOrEqual(100);
  });

  test("is killed at its lease's deadline, if that is sooner", async () => {
    const prepared = await driver.prepare(wasmRun(command(spin)));
    const run = await prepared.start(
      { leaseId: "l", epoch: 1, deadlineMs: performance.now() + 50 },
      () => {},
    );
    expect((await run.collect()).end).toBe("wall-limit");
  });

  test("ends out of fuel, at the same instruction everywhere", async () => {
    const outcome = await runOnce(driver, wasmRun(command(spin), { limits: { fuel: 5_000_000n } }));
    expect(outcome).toMatchObject({ end: "out-of-fuel", fuelUsed: 5_000_000n });
  });

  test("keeps nobody waiting when it writes without end", async () => {
    const outcome = await runOnce(
      driver,
      wasmRun(command(`loop ${say(1)} br 0 end`, hello), { limits: { outputBytes: 1_000_000 } }),
    );
    expect(outcome).toMatchObject({ end: "output-limit", stdout: { byteLength: 1_000_000 } });
  });

  test("ends too deep before the engine's own stack does", async () => {
    const bytes = command("call deeper", { functions: { deeper: { code: "call deeper" } } });
    expect((await runOnce(driver, wasmRun(bytes))).end).toBe("stack-depth");
    const fat = command("call deeper", {
      functions: { deeper: { locals: "I".repeat(900), code: "local.get 5 local.set 6 call deeper" } },
    });
    expect((await runOnce(driver, wasmRun(fat))).end).toBe("stack-depth");
  });

  test("traps, with the engine's words", async () => {
    expect(await runOnce(driver, wasmRun(command("unreachable")))).toMatchObject({
      end: "trap",
      detail: "unreachable",
    });
  });
});

describe("what is refused before anything runs", () => {
  const refusal = (...given: Parameters<typeof wasmRun>) =>
    driver.prepare(wasmRun(...given)).then(
      () => "none",
      (error) => error.code,
    );

  test("no module, an unknown import, too much memory, too large an input, another hash", async () => {
    const bytes = command("nop");
    expect(await refusal(new TextEncoder().encode("print(1)"))).toBe("WORKLOAD_NOT_WASM");
    expect(await refusal(command("nop", { imports: { "env.x": ":" } }))).toBe("WORKLOAD_UNSUPPORTED");
    expect(await refusal(command("nop", { memory: [16 * 65] }))).toBe("WORKLOAD_UNSUPPORTED");
    expect(await refusal(bytes, { files: [{ path: "../x", bytes: new Uint8Array() }] })).toBe(
      "WORKLOAD_UNSUPPORTED",
    );
    expect(await refusal(bytes, { sha256: sha256(new Uint8Array()) })).toBe("NODE_REFUSED");
  });

  test("what was prepared and is not wanted is gone, and does not start", async () => {
    const prepared = await driver.prepare(wasmRun(command("nop")));
    await prepared.discard();
    const { run } = await startPrepared(prepared);
    expect((await run.collect()).end).toBe("sandbox-failed");
  });

  test("a prepared run starts once", async () => {
    const prepared = await driver.prepare(wasmRun(command("nop")));
    const { run } = await startPrepared(prepared);
    await expect(startPrepared(prepared)).rejects.toThrow("starts once");
    await run.collect();
  });
});

test("every lease has a process of its own, and none is left", async () => {
  const pidsOf = async () => {
    const { run, heard } = await start(driver, wasmRun(command(`${say(1)} ${spin}`, hello)));
    await heard("stdout", "hello");
    return run;
  };
  const runs = await Promise.all([pidsOf(), pidsOf(), pidsOf()]);
  expect(new Set(runs.map(({ leaseId }) => leaseId)).size).toBe(3);
  await Promise.all(runs.map((run) => run.destroy()));
  for (const run of runs) expect((await run.stats()).memoryBytes).toBe(0);
});

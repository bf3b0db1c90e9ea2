import { describe, expect, test } from "vitest";
import { runText } from "@/lib/sandbox/testing/script-engine";

const stdoutOf = (text: string, changes?: Parameters<typeof runText>[1]) => runText(text, changes).stdout;

describe("what a script sees", () => {
  test("console and print write lines to the right stream", () => {
    const run = runText(`console.log("a", 1); console.info("b"); console.debug("c"); print("d");
      console.warn("w"); console.error("e")`);
    expect(run).toMatchObject({ end: "exit", exitCode: 0, stdout: "a 1\nb\nc\nd\n", stderr: "w\ne\n" });
  });

  test("its arguments and its input", () => {
    const changes = { args: ["x", "ü"], input: new TextEncoder().encode("line 1\nline 2 é") };
    expect(stdoutOf("print(args.length, args[1], input.split('\\n')[1])", changes)).toBe("2 ü line 2 é\n");
  });

  test("output writes text as it is and everything else as JSON", () => {
    expect(stdoutOf("output('plain'); output({ a: [1, null] }); output(undefined); output(2)")).toBe(
      'plain\n{"a":[1,null]}\nundefined\n2\n',
    );
  });

  test("a module's default export is put out", () => {
    expect(stdoutOf("export default { sum: await Promise.resolve(3) }")).toBe('{"sum":3}\n');
    expect(stdoutOf("export const unused = 1")).toBe("");
  });

  test("await at the top, in scripts and modules", () => {
    expect(stdoutOf("const x = await Promise.resolve(5); print(x)")).toBe("5\n");
    expect(stdoutOf("export {}; print(await Promise.resolve(6))")).toBe("6\n");
  });

  test("scripts may be as careless as on a web page", () => {
    expect(stdoutOf("for (i = 0; i < 2; i++); print(i, this === globalThis)")).toBe("2 true\n");
  });

  test("nothing of the machine: no require, no process, no fetch, no files", () => {
    const names = [
      "require",
      "process",
      "fetch",
      "Deno",
      "WebAssembly",
      "Worker",
      "std",
      "os",
      "host",
      "scriptArgs",
    ];
    for (const name of names)
      expect([name, stdoutOf(`print(typeof ${name})`)]).toEqual([name, "undefined\n"]);
    expect(runText("await import('fs')").stderr).toContain("could not load module");
  });

  test("text with lone surrogates and zeros is written as text", () => {
    expect(stdoutOf("print('a\\u0000b', '\\ud800')")).toBe("a\0b \ufffd\n");
  });
});

describe("values are shown as people read them", () => {
  const cases: [string, string][] = [
    ["[1, 'a', null, undefined, -0, 2n, true]", '[ 1, "a", null, undefined, -0, 2n, true ]'],
    ["({ a: 1, 'b c': [], d: {} })", '{ a: 1, "b c": [], d: {} }'],
    ["new Map([[1, { a: 2 }]])", "Map(1) { 1 => { a: 2 } }"],
    ["new Set(['x'])", 'Set(1) { "x" }'],
    ["new Uint8Array([1, 2])", "Uint8Array(2) [ 1, 2 ]"],
    ["new (class Point { x = 1 })()", "Point { x: 1 }"],
    ["[function named() {}, () => 1, class A {}]", "[ [Function: named], [Function], [class: A] ]"],
    ["({ get a() { throw 1 } })", "{ a: [Getter] }"],
    ["new Date(0)", "1970-01-01T00:00:00.000Z"],
    ["[/a+/g, Symbol('s')]", "[ /a+/g, Symbol(s) ]"],
    ["(() => { const a = { n: 1 }; a.self = a; return a })()", "{ n: 1, self: [Circular] }"],
    ["({ a: { b: { c: { d: { e: 1 } } } } })", "{ a: { b: { c: { d: [Object] } } } }"],
    ["Object.create(null)", "[null prototype] {}"],
    ["Array.from({ length: 102 }, () => 0).length + ' ' + 1", "102 1"],
  ];
  test.each(cases)("%s", (value, shown) => {
    expect(stdoutOf(`print(${value})`)).toBe(`${shown}\n`);
  });

  test("long ones over several lines, very long ones cut", () => {
    expect(stdoutOf("print(['x'.repeat(50), 'y'.repeat(50)])")).toBe(
      `[\n  "${"x".repeat(50)}",\n  "${"y".repeat(50)}"\n]\n`,
    );
    expect(stdoutOf("print(Array.from({ length: 103 }, () => 0))")).toContain("… 3 more");
  });

  test("format marks", () => {
    expect(stdoutOf("print('%s is %d%% of %j', 'a', '5', { b: 1 }, 'rest', 7)")).toBe(
      'a is 5% of {"b":1} rest 7\n',
    );
    expect(stdoutOf("print('100%')")).toBe("100%\n");
  });
});

describe("how a script ends", () => {
  test("an uncaught error: its stack on stderr and exit code 1", () => {
    const run = runText("function broken() {\n  throw new TypeError('no');\n}\nbroken()");
    expect(run).toMatchObject({ end: "exit", exitCode: 1, stdout: "" });
    expect(run.stderr).toMatch(/^Uncaught TypeError: no\n.*at broken \(script\.js:2/);
  });

  test("whatever was thrown, and what it was caused by", () => {
    expect(runText("throw { code: 7 }").stderr).toBe("Uncaught { code: 7 }\n");
    expect(runText("throw new Error('a', { cause: new Error('b') })").stderr).toContain("caused by Error: b");
  });

  test("a rejected promise that nobody handles", () => {
    expect(runText("Promise.reject(new Error('lost')); print('before')")).toMatchObject({
      exitCode: 1,
      stdout: "before\n",
      stderr: expect.stringContaining("Uncaught Error: lost"),
    });
    const handled =
      "const p = Promise.reject(1); Promise.resolve().then(() => p.catch(() => print('late but handled')))";
    expect(runText(handled)).toMatchObject({ exitCode: 0, stdout: "late but handled\n" });
  });

  test("a promise that nothing settles", () => {
    const run = runText("print('waits'); await new Promise(() => {})");
    expect(run).toMatchObject({
      exitCode: 13,
      stdout: "waits\n",
      stderr: expect.stringContaining("nothing settles"),
    });
  });

  test("out of fuel in an endless loop, an endless chain of promises, an endless regular expression", () => {
    const limits = { fuel: 50_000_000n };
    expect(runText("for (;;);", { limits })).toMatchObject({ end: "out-of-fuel", fuelUsed: 50_000_000n });
    expect(runText("(function again() { Promise.resolve().then(again) })()", { limits }).end).toBe(
      "out-of-fuel",
    );
    expect(runText("setInterval(() => {}, 0)", { limits }).end).toBe("out-of-fuel");
    expect(runText("/^(a+)+$/.test('a'.repeat(40) + 'b')", { limits }).end).toBe("out-of-fuel");
  });

  test("too much memory is an error, and then the end", () => {
    const hungry = "const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1))";
    const run = runText(hungry, { limits: { memoryMib: 16 } });
    expect(run).toMatchObject({ end: "exit", exitCode: 1, stderr: expect.stringContaining("out of memory") });
    expect(run.memoryPeakBytes).toBeLessThanOrEqual(16 << 20);
    const caught = "try { 'x'.repeat(5e8) } catch (e) { print('caught', e.message) }";
    expect(runText(caught, { limits: { memoryMib: 16 } })).toMatchObject({
      exitCode: 0,
      stdout: "caught out of memory\n",
    });
  });

  test("at the output limit", () => {
    const run = runText("for (;;) print('0123456789')", { limits: { outputBytes: 1000 } });
    expect(run.end).toBe("output-limit");
    expect(run.stdout).toHaveLength(1000);
  });
});

describe("a script's time and chance are the run's own", () => {
  test("the clock begins where the run says and passes as it works", () => {
    const at = { startsAtMs: 1_000_000_000_000 };
    expect(stdoutOf("print(new Date().toISOString(), new Date().getTimezoneOffset())", at)).toBe(
      "2001-09-09T01:46:40.000Z 0\n",
    );
    expect(
      stdoutOf("const t = performance.now(); for (let i = 0; i < 1e5; i++); print(performance.now() > t)"),
    ).toBe("true\n");
  });

  test("timers run in order, at once, and the clock has moved", () => {
    const text = `const begin = Date.now();
      setTimeout(() => print('b', Math.round((Date.now() - begin) / 1000)), 3_600_000);
      setTimeout((x) => print(x), 10, 'a');
      const id = setInterval(() => { print('i'); clearInterval(id) }, 50);
      clearTimeout(setTimeout(() => print('never'), 5));
      await new Promise((done) => setTimeout(done, 20)); print('main')`;
    expect(stdoutOf(text)).toBe("a\nmain\ni\nb 3600\n");
  });

  test("an error in a timer ends the script", () => {
    expect(runText("setTimeout(() => { throw new Error('late') }, 1)")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Error: late"),
    });
  });

  test("randomness comes from the seed and from nothing else", () => {
    const seed = (fill: number) => ({ seed: new Uint8Array(32).fill(fill) });
    const roll = (changes: Parameters<typeof runText>[1]) =>
      stdoutOf("print(Math.random(), Math.random())", changes);
    expect(roll(seed(1))).toBe(roll({ ...seed(1), startsAtMs: 5 }));
    expect(roll(seed(1))).not.toBe(roll(seed(2)));
  });

  test("two runs of the same are equal in everything", () => {
    const text =
      "const s = new Map(); for (let i = 0; i < 500; i++) s.set(Math.random(), [i]); print(s, Date.now(), new Error('x').stack)";
    expect(runText(text)).toEqual(runText(text));
  });
});

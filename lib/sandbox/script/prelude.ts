/**
 * What a script finds besides the language: `args`, `input`, `output`, `print`, `console` and timers.
 * It runs inside the engine before the script does, so a script that breaks it breaks itself only.
 *
 * It is text and not code, because every byte of it is part of what a run pays: a bundler that renamed a
 * variable would change results. A change here is a new `scriptVersion`.
 */
export const scriptPrelude = String.raw`(host, args, input) => {
  "use strict";
  const { now } = performance;
  const clock = () => now.call(performance);
  const [sleep, stdout, stderr] = [0, 1, 2];
  const say = (stream, text) => host(stream, text.toWellFormed());
  const line = (stream) => (...values) => say(stream, format(values) + "\n");

  // ---------------------------------------------------------------- values as people read them

  const depthMax = 4;
  const itemsMax = 100;
  const widthMax = 72;
  const isName = /^[A-Za-z_$][\w$]*$/;

  function format(values) {
    const rest = [...values];
    let text = "";
    if (typeof rest[0] === "string") {
      text = rest.shift().replace(/%[sdifjoOc%]/g, (mark) => (mark === "%%" ? "%" : rest.length ? directive(mark, rest.shift()) : mark));
      if (rest.length) text += " ";
    }
    return text + rest.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ");
  }

  function directive(mark, value) {
    if (mark === "%s") return typeof value === "string" ? value : inspect(value);
    if (mark === "%d") return typeof value === "bigint" ? value + "n" : String(Number(value));
    if (mark === "%i") return String(parseInt(value, 10));
    if (mark === "%f") return String(parseFloat(value));
    if (mark === "%j") return JSON.stringify(value);
    if (mark === "%c") return "";
    return inspect(value);
  }

  function inspect(value, seen = []) {
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value === "bigint") return value + "n";
    if (Object.is(value, -0)) return "-0";
    if (typeof value === "function") return "[" + (/^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "Function") + (value.name ? ": " + value.name : "") + "]";
    if (typeof value !== "object" || value === null) return String(value);
    if (seen.includes(value)) return "[Circular]";
    if (value instanceof Error) return describe(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return nameOf(value) + " {}";
    if (seen.length >= depthMax) return "[" + (nameOf(value) || "Object") + "]";
    return compound(value, [...seen, value]);
  }

  function compound(value, seen) {
    const name = nameOf(value);
    const show = (item) => inspect(item, seen);
    if (Array.isArray(value)) return wrap(name === "Array" ? "" : name, "[", items(value, show), "]");
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return wrap(name + "(" + value.length + ")", "[", items(value, show), "]");
    if (value instanceof Map) return wrap(name + "(" + value.size + ")", "{", items(value, ([key, item]) => show(key) + " => " + show(item)), "}");
    if (value instanceof Set) return wrap(name + "(" + value.size + ")", "{", items(value, show), "}");
    const entries = items(Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key)), (key) => keyOf(key) + ": " + property(value, key, seen));
    return wrap(name === "Object" ? "" : name, "{", entries, "}");
  }

  function property(value, key, seen) {
    const { get, set, value: held } = Object.getOwnPropertyDescriptor(value, key);
    if (get || set) return get && set ? "[Getter/Setter]" : get ? "[Getter]" : "[Setter]";
    return inspect(held, seen);
  }

  function nameOf(value) {
    const prototype = Object.getPrototypeOf(value);
    return prototype === null ? "[null prototype]" : (prototype.constructor?.name ?? "");
  }

  const keyOf = (key) => (typeof key === "symbol" ? "[" + String(key) + "]" : isName.test(key) ? key : JSON.stringify(key));

  function items(list, show) {
    const shown = [];
    let more = 0;
    for (const item of list) {
      if (shown.length < itemsMax) shown.push(show(item));
      else more += 1;
    }
    if (more) shown.push("… " + more + " more");
    return shown;
  }

  function wrap(name, open, parts, close) {
    const head = (name ? name + " " : "") + open;
    if (parts.length === 0) return head + close;
    const short = parts.join(", ");
    if (short.length <= widthMax && !short.includes("\n")) return head + " " + short + " " + close;
    return head + "\n" + parts.map((part) => "  " + part.replaceAll("\n", "\n  ")).join(",\n") + "\n" + close;
  }

  function describe(error) {
    const title = String(error);
    const stack = typeof error.stack === "string" ? error.stack.trimEnd() : "";
    const cause = error.cause === undefined ? "" : "\n  caused by " + inspect(error.cause).replaceAll("\n", "\n  ");
    return title + (stack ? "\n" + stack : "") + cause;
  }

  // ---------------------------------------------------------------- timers, on the run's own clock

  const timers = new Map();
  let lastTimer = 0;

  function startTimer(call, delay, repeats, given) {
    if (typeof call !== "function") throw new TypeError("A timer needs a function to call.");
    const every = Math.max(0, Number(delay) || 0);
    timers.set(++lastTimer, { call, given, at: clock() + every, every: repeats ? every : null });
    return lastTimer;
  }

  /** Sleeps until the next timer and calls it. False when there is none. */
  function step() {
    let next;
    for (const [id, timer] of timers) if (!next || timer.at < next.timer.at) next = { id, timer };
    if (!next) return false;
    const { id, timer } = next;
    const wait = timer.at - clock();
    if (wait > 0) host(sleep, wait);
    if (timer.every === null) timers.delete(id);
    // A millisecond at least, or an interval of nothing would keep time from passing.
    else timer.at = clock() + Math.max(1, timer.every);
    timer.call(...timer.given);
    return true;
  }

  // ---------------------------------------------------------------- what the script sees

  function output(value) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    say(stdout, (text === undefined ? inspect(value) : text) + "\n");
  }

  const log = line(stdout);
  const complain = line(stderr);
  const seen = {
    args: JSON.parse(args),
    input,
    output,
    print: log,
    console: { log, info: log, debug: log, warn: complain, error: complain },
    setTimeout: (call, delay, ...given) => startTimer(call, delay, false, given),
    setInterval: (call, delay, ...given) => startTimer(call, delay, true, given),
    clearTimeout: (id) => void timers.delete(id),
    clearInterval: (id) => void timers.delete(id),
  };
  for (const [name, value] of Object.entries(seen))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

  const fail = (error) => say(stderr, "Uncaught " + (error instanceof Error ? describe(error) : inspect(error)) + "\n");
  return { output, step, fail };
}`;

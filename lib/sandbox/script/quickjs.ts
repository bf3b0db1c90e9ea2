import type { AllowedImports } from "@/lib/sandbox/wasm/check-imports";
import type { Guest } from "@/lib/sandbox/run-metered";
import { RunStop } from "@/lib/sandbox/run-stop";

/** What the engine imports besides WASI, by shape. */
export const quickjsImports: AllowedImports = {
  "env.host_call": "iiiii:i",
  "env.host_interrupt": ":i",
  "env.host_promise_rejection": "iii:",
  "env.host_module_normalize": "ii:i",
  "env.host_module_load": "ii:i",
  "env.host_get_timezone_offset": "ii:i",
};

/** The address of a value of the engine's; whoever holds one frees it. */
export type Value = number;

type Engine = {
  memory: WebAssembly.Memory;
  _initialize(): void;
  qjs_init(): number;
  qjs_set_max_stack_size(bytes: number): void;
  qjs_set_promise_rejection_handler(on: number): void;
  qjs_eval(code: number, length: number, fileName: number, flags: number): Value;
  qjs_compile(
    code: number,
    length: number,
    fileName: number,
    flags: number,
    strip: number,
    size: number,
  ): number;
  qjs_is_exception(value: Value): number;
  qjs_get_exception(): Value;
  qjs_is_job_pending(): number;
  qjs_execute_pending_job(): number;
  qjs_promise_state(promise: Value): number;
  qjs_promise_result(promise: Value): Value;
  qjs_new_string(bytes: number, length: number): Value;
  qjs_get_string_len(value: Value, length: number): number;
  qjs_free_cstring(text: number): void;
  qjs_get_float64(value: Value): number;
  qjs_get_undefined(): Value;
  qjs_is_undefined(value: Value): number;
  qjs_get_bool(value: Value): number;
  qjs_get_prop_string(object: Value, name: number): Value;
  qjs_get_value_ptr(value: Value): number;
  qjs_new_host_function(name: number, length: number, magic: number): Value;
  qjs_call(call: Value, self: Value, count: number, values: number): Value;
  qjs_dup_value(value: Value): Value;
  qjs_free_value(value: Value): void;
  wasm_malloc(bytes: number): number;
  wasm_free(at: number): void;
};

export const evalFlags = { global: 0, module: 1, async: 128 } as const;
export const promiseStates = ["pending", "fulfilled", "rejected"] as const;

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Thrown when the engine threw: `value` is the exception, to be freed. */
export class EngineThrew extends Error {
  override readonly name = "EngineThrew";
  constructor(readonly value: Value) {
    super("the engine threw");
  }
}

/** The engine ran out of its memory in the middle of a call from outside. */
export class EngineOutOfMemory extends Error {
  override readonly name = "EngineOutOfMemory";
}

/**
 * QuickJS compiled to WebAssembly, called through its exports. Only what running a script needs, and
 * every call of it in a fixed order: what the engine does between two calls is metered, so the order is
 * part of the result.
 */
export class QuickJs {
  readonly engine: Engine;

  constructor(exports: Guest["exports"]) {
    this.engine = exports as unknown as Engine;
  }

  /** Brings up a context whose JavaScript may use so many bytes of stack. */
  open(stackBytes: number): void {
    this.engine._initialize();
    if (this.engine.qjs_init() !== 0) throw new EngineOutOfMemory();
    this.engine.qjs_set_max_stack_size(stackBytes);
  }

  /** Throws an `EngineThrew` when the code does at once. */
  evaluate(code: Uint8Array, fileName: string, flags: number): Value {
    return this.#withBytes(code, (at) =>
      this.#withBytes(utf8.encode(fileName), (name) =>
        this.#result(this.engine.qjs_eval(at, code.length, name, flags)),
      ),
    );
  }

  /** Throws an `EngineThrew` with the syntax error, if there is one. Runs nothing. */
  compile(code: Uint8Array, fileName: string, flags: number): void {
    this.#withBytes(code, (at) =>
      this.#withBytes(utf8.encode(fileName), (name) =>
        this.#withBytes(new Uint8Array(4), (size) => {
          const bytecode = this.engine.qjs_compile(at, code.length, name, flags, 0, size);
          if (bytecode === 0) throw new EngineThrew(this.engine.qjs_get_exception());
          this.engine.wasm_free(bytecode);
        }),
      ),
    );
  }

  call(call: Value, ...values: Value[]): Value {
    const list = new Uint8Array(Uint32Array.from(values).buffer);
    return this.#withBytes(list, (at) =>
      this.#result(this.engine.qjs_call(call, this.engine.qjs_get_undefined(), values.length, at)),
    );
  }

  /** A function of the engine's that calls `env.host_call`. */
  hostFunction(name: string): Value {
    const bytes = utf8.encode(name);
    return this.#withBytes(bytes, (at) => this.engine.qjs_new_host_function(at, bytes.length, 0));
  }

  string(value: string): Value {
    const bytes = utf8.encode(value);
    return this.#withBytes(bytes, (at) => this.engine.qjs_new_string(at, bytes.length));
  }

  property(object: Value, name: string): Value {
    return this.#withBytes(utf8.encode(name), (at) => this.engine.qjs_get_prop_string(object, at));
  }

  /** The bytes of a string: a view until the engine runs again, and only inside `use`. */
  withText<Result>(value: Value, use: (bytes: Uint8Array) => Result): Result {
    return this.#withBytes(new Uint8Array(4), (size) => {
      const at = this.engine.qjs_get_string_len(value, size);
      if (at === 0) throw new EngineOutOfMemory();
      const result = use(this.bytes(at, this.words(size, 1)[0]!));
      this.engine.qjs_free_cstring(at);
      return result;
    });
  }

  textOf(value: Value): string {
    return this.withText(value, (bytes) => text.decode(bytes));
  }

  /** Runs what is waiting for promises, until nothing is. */
  runJobs(): void {
    while (this.engine.qjs_is_job_pending()) {
      if (this.engine.qjs_execute_pending_job() < 0) throw new EngineThrew(this.engine.qjs_get_exception());
    }
  }

  /** A view of the engine's memory, until it runs again. A script that broke its engine gives wild addresses. */
  bytes(at: number, length: number): Uint8Array {
    const { buffer } = this.engine.memory;
    if (at >>> 0 > buffer.byteLength - (length >>> 0)) throw new RunStop("trap");
    return new Uint8Array(buffer, at >>> 0, length >>> 0);
  }

  /** So many 32-bit numbers from the engine's memory. */
  words(at: number, count: number): number[] {
    const bytes = this.bytes(at, count * 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Array.from({ length: count }, (_, i) => view.getUint32(i * 4, true));
  }

  #result(value: Value): Value {
    if (!this.engine.qjs_is_exception(value)) return value;
    this.engine.qjs_free_value(value);
    throw new EngineThrew(this.engine.qjs_get_exception());
  }

  /** Lends bytes to the engine, closed by a zero as C wants them. */
  #withBytes<Result>(bytes: Uint8Array, use: (at: number) => Result): Result {
    const at = this.engine.wasm_malloc(bytes.length + 1);
    if (at === 0) throw new EngineOutOfMemory();
    const lent = this.bytes(at, bytes.length + 1);
    lent.set(bytes);
    lent[bytes.length] = 0;
    const result = use(at);
    this.engine.wasm_free(at);
    return result;
  }
}

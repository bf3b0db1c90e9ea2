import type { SandboxLimits } from "./limits";

/** A file that is there when the workload starts. `path` is relative to `/`, with single slashes, without `.` and `..`. */
export type InputFile = { path: string; bytes: Uint8Array };

/** What every kind of run gets: the workload sees this and nothing else of the world. */
type Given = {
  args: readonly string[];
  /** Standard input of a wasm or a container, `input` of a script. */
  input: Uint8Array;
  limits: SandboxLimits;
};

/** What makes a run repeatable: the same seed and the same first instant on every device that replays it. */
type Repeatable = {
  /** 32 bytes from which all randomness of the run comes. Public, so no secrets may be made from it. */
  seed: Uint8Array;
  /** What the workload's clock says at its first instruction, in ms since 1970. From there it runs on fuel. */
  startsAtMs: number;
};

/** A WASI preview-1 command module. */
export type WasmRun = Given &
  Repeatable & {
    kind: "wasm";
    module: Uint8Array;
    /** SHA-256 of `module` as the order names it, 64 hex digits. */
    sha256: string;
    env: Readonly<Record<string, string>>;
    files: readonly InputFile[];
  };

/** A script, run by an engine that is itself a metered module. */
export type ScriptRun = Given &
  Repeatable & {
    kind: "script";
    language: "javascript";
    source: Uint8Array;
    /** SHA-256 of `source` as the order names it, 64 hex digits. */
    sha256: string;
  };

/** An image of a container engine. Not repeatable: it sees a real clock and real threads. */
export type ContainerRun = Given & {
  kind: "container";
  /** `name@sha256:…`; a tag is refused, because it can mean another image tomorrow. */
  image: string;
  /** Replaces the image's command when not empty. */
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  cpuMillis: number;
  gpus: number;
};

export type RunInput = WasmRun | ScriptRun | ContainerRun;

import type { Outcome } from "./outcome";
import type { RunInput } from "./run-input";
import { commandStackWords } from "./run-metered";
import { scriptStackWords, scriptVersion } from "./script/script-version";
import { hostVersion } from "./wasi/wasi-host";
import { rewriterVersion } from "./wasm/rewrite-module";

/** SHA-256 in 64 hex digits: the machine's own where there is one, because inputs are large. */
export type Sha256 = (bytes: Uint8Array) => string;

export type RunFacts = Omit<Outcome, "resultRoot" | "wallMs" | "memoryPeakBytes" | "result" | "detail">;

/**
 * Everything that a run was given and everything that came of it, a line for each. Its SHA-256 is the
 * `resultRoot`: who has the text can check it with `sha256sum`, and who has the input can make it anew
 * by running it again. Nothing of the device is in it, so honest devices write the same text.
 */
export function resultText(run: RunInput, ended: RunFacts, sha256: Sha256): string {
  return [
    "ambit result 1",
    ...givenLines(run, sha256),
    `end ${ended.end}${ended.exitCode === null ? "" : ` ${ended.exitCode}`}`,
    `fuel ${ended.fuelUsed ?? "-"}`,
    `stdout ${ended.stdout.sha256} ${ended.stdout.byteLength}`,
    `stderr ${ended.stderr.sha256} ${ended.stderr.byteLength}`,
    ...ended.files.map(
      ({ path, bytes, sha256 }) => `wrote ${sha256} ${bytes.length} ${JSON.stringify(path)}`,
    ),
    "",
  ].join("\n");
}

function givenLines(run: RunInput, sha256: Sha256): string[] {
  const { memoryMib, fuel, outputBytes, diskMib, fileCount, openFiles, hostCalls } = run.limits;
  const limits = { memoryMib, fuel, outputBytes, diskMib, fileCount, openFiles, hostCalls };
  return [
    `engine ${engineOf(run)}`,
    `workload ${run.kind === "container" ? run.image : run.sha256}`,
    `args ${JSON.stringify(run.args)}`,
    ...moreGiven(run, sha256),
    `input ${sha256(run.input)} ${run.input.length}`,
    `limits ${Object.entries(limits)
      .map(([name, value]) => `${name}=${value}`)
      .join(" ")}`,
  ];
}

function moreGiven(run: RunInput, sha256: Sha256): string[] {
  const env = (variables: Readonly<Record<string, string>>) =>
    `env ${JSON.stringify(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
  if (run.kind === "container") return [`command ${JSON.stringify(run.command)}`, env(run.env)];
  const begins = `begins ${hexOf(run.seed)} ${run.startsAtMs}`;
  if (run.kind === "script") return [begins];
  const files = [...run.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [
    begins,
    env(run.env),
    ...files.map(({ path, bytes }) => `file ${sha256(bytes)} ${bytes.length} ${JSON.stringify(path)}`),
  ];
}

/** What executed it, so that a change of our own code is never taken for a lie of a device. */
function engineOf(run: RunInput): string {
  if (run.kind === "container") return "container";
  const metered = `rewriter=${rewriterVersion} host=${hostVersion}`;
  return run.kind === "wasm"
    ? `wasm ${metered} stack=${commandStackWords}`
    : `script ${run.language}=${scriptVersion} ${metered} stack=${scriptStackWords}`;
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

import { inputBytesMax, moduleBytesMax, sourceBytesMax } from "./limits";
import type { InputFile, RunInput } from "./run-input";
import { unsupported } from "./wasm/refuse";

const pathPattern = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\0]+(?:\/[^/\0]+)*$/;
const pathBytesMax = 1024;

/** Throws WORKLOAD_UNSUPPORTED for an input that no device takes: too large, or with files that cannot be. */
export function checkRunInput(run: RunInput): void {
  atMost(run.input.length, inputBytesMax, "bytes of input");
  if (run.kind === "script") atMost(run.source.length, sourceBytesMax, "bytes of source");
  if (run.kind !== "wasm") return;
  atMost(run.module.length, moduleBytesMax, "bytes of module");
  checkFiles(run.files, run.limits);
}

/** Whether a path may name a file of a run: relative, with single slashes, without `.` and `..`. */
export function isFilePath(path: string): boolean {
  return path.length <= pathBytesMax && pathPattern.test(path);
}

function checkFiles(files: readonly InputFile[], limits: { diskMib: number; fileCount: number }): void {
  const wrong = files.find(({ path }) => !isFilePath(path));
  if (wrong) unsupported(`an input file is named ${JSON.stringify(wrong.path.slice(0, 100))}`);
  if (new Set(files.map(({ path }) => path)).size < files.length)
    unsupported("two input files have one name");
  atMost(
    files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    limits.diskMib * 2 ** 20,
    "bytes of input files",
  );
  const nodes = new Set(
    files.flatMap(({ path }) => path.split("/").map((_, i, all) => all.slice(0, i + 1).join("/"))),
  );
  atMost(nodes.size, limits.fileCount, "input files and directories");
  const below = new Set(files.map(({ path }) => path));
  const crossed = files.find(({ path }) =>
    path.split("/").some((_, i, all) => i > 0 && below.has(all.slice(0, i).join("/"))),
  );
  if (crossed) unsupported(`the input file ${JSON.stringify(crossed.path)} lies in another file`);
}

function atMost(value: number, most: number, what: string): void {
  if (value > most) unsupported(`${value} ${what}, and ${most} is the most`);
}

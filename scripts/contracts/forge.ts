import { spawn } from "node:child_process";
import { contractsFolder } from "./artifacts";
import { toolBinary } from "./tool-binary";

export type ForgeOptions = {
  /** Where to run; the folder of the contracts unless told. */
  cwd?: string;
  env?: Record<string, string>;
  /** Also let the user see what Forge says. */
  show?: boolean;
};

/** Runs Forge to its end. What it says is one text, of both streams. */
export function forge(
  args: string[],
  { cwd = contractsFolder, env = {}, show = false }: ForgeOptions = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(toolBinary("forge"), args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (data: Buffer) => {
      output += data.toString();
      if (show) process.stdout.write(data);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** For where a failure of Forge is not an answer but the end. */
export async function forgeOrThrow(args: string[], options: ForgeOptions = {}): Promise<string> {
  const { code, output } = await forge(args, options);
  if (code !== 0) throw new Error(`forge ${args.join(" ")} failed:\n${output}`);
  return output;
}

import { spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a command to its end, and no longer than this process lives: a start that fails leaves nothing behind.
 * Resolves to its exit code, null if a signal ended it.
 */
export async function runToEnd(
  command: string,
  args: string[],
  options: SpawnOptions,
): Promise<number | null> {
  const child = spawn(command, args, options);
  const stop = () => child.kill();
  process.once("exit", stop);
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
  } finally {
    process.off("exit", stop);
  }
}

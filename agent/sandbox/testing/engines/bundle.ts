import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** A program and all that it imports as one text, which is returned or written. */
export async function bundle(entry: string, options: Parameters<typeof build>[0] = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    write: options.outfile !== undefined,
    format: "iife",
    target: "es2024",
    alias: { "@": root.replace(/\/$/, "") },
    logLevel: "error",
    ...options,
  });
  return outputFiles?.[0]?.text ?? "";
}

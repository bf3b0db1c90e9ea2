import { createRequire } from "node:module";

/**
 * The program behind an npm package of Foundry. The shims that npm puts on the path are no good to scripts: they end with
 * 0 when the program failed, and do not pass on a kill.
 */
export function toolBinary(tool: "anvil" | "forge"): string {
  const { platform, arch } = globalThis.process;
  const fromHere = createRequire(import.meta.url);
  const fromShim = createRequire(fromHere.resolve(`@foundry-rs/${tool}/package.json`));
  return fromShim.resolve(`@foundry-rs/${tool}-${platform}-${arch === "x64" ? "amd64" : arch}/bin/${tool}`);
}

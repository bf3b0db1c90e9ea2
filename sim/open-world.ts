import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { linkWorld, type Mutation } from "./link-world";
import type * as Program from "./world/run-seed";

let links = 0;

/** Links the real files into a world, with one of them changed if that is wanted, and opens it on this database. */
export async function openWorld(
  url: string,
  mutation?: Mutation,
): Promise<Awaited<ReturnType<typeof Program.openWorld>>> {
  // Beside the packages, so that what is not linked in is found.
  const file = join(import.meta.dirname, "..", "node_modules", `.ambit-sim-${process.pid}-${links++}.mjs`);
  await linkWorld(file, mutation);
  const program = (await import(pathToFileURL(file).href)) as typeof Program;
  rmSync(file);
  return program.openWorld(url);
}

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the world takes the place of, in the files of these rooms and nowhere else. */
const rooms = ["agent", "server", "lib", "db"];
const replaced: Record<string, string> = {
  "node:timers/promises": "sim/world/timers.ts",
  "node:fs": "sim/world/disk.ts",
  "node:crypto": "sim/world/chance.ts",
};
const globals = "Date, performance, setTimeout, clearTimeout, setInterval, clearInterval, AbortSignal";

/** One change to a real file, to see whether the simulator notices. */
export type Mutation = { file: string; find: string; replace: string };

/**
 * Links the real files of the agent, the verbs and the rules into one program, in which clock, timers,
 * chance and disk are the world's. Nothing in those files knows of it: there is no seam that only a test uses.
 */
export async function linkWorld(outfile: string, mutation?: Mutation): Promise<void> {
  await build({
    entryPoints: [join(root, "sim/world/run-seed.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    logLevel: "error",
    alias: { "@": root.replace(/\/$/, ""), "server-only": join(root, "node_modules/server-only/empty.js") },
    external: ["pg", "pino", "postgres"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    plugins: [insideTheWorld(mutation)],
  });
}

function insideTheWorld(mutation?: Mutation): Plugin {
  const isInside = (path: string) => rooms.includes(relative(root, path).split("/")[0]!);
  return {
    name: "inside the world",
    setup: (bundle) => {
      bundle.onResolve({ filter: /^node:(timers\/promises|fs|crypto)$/ }, ({ path, importer }) =>
        isInside(importer) ? { path: join(root, replaced[path]!) } : undefined,
      );
      bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path);
        if (!isInside(path)) return undefined;
        const source = readFileSync(path, "utf8");
        const text = mutation?.file === file ? mutate(source, mutation) : source;
        return { loader: "ts", contents: `import { ${globals} } from "@/sim/world/globals";\n${text}` };
      });
    },
  };
}

function mutate(source: string, { file, find, replace }: Mutation): string {
  const found = source.split(find).length - 1;
  if (found !== 1)
    throw new Error(`${file} has ${found} times what is to be changed, and should have it once: ${find}`);
  return source.replace(find, () => replace);
}

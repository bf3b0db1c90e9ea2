import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { EngineClient } from "./engine-client";

export type Engine = {
  client: EngineClient;
  /** "Docker 20.10.24", "Podman Engine 4.3.1". */
  version: string;
  isPodman: boolean;
  /** The name of its gVisor runtime, with which each container has a kernel of its own; null where there is none. */
  gvisor: string | null;
};

const versionSchema = z.object({
  Version: z.string().max(60),
  Components: z.array(z.object({ Name: z.string().max(60) })).default([]),
});

const infoSchema = z.object({
  Runtimes: z
    .record(
      z.string(),
      z
        .object({ path: z.string().default("") })
        .loose()
        .nullable(),
    )
    .nullish(),
});

/** Where engines listen, the operator's own choice first. */
function socketPaths(): string[] {
  const chosen = process.env.DOCKER_HOST?.startsWith("unix://")
    ? [process.env.DOCKER_HOST.slice("unix://".length)]
    : [];
  const own = process.env.XDG_RUNTIME_DIR ? [join(process.env.XDG_RUNTIME_DIR, "podman", "podman.sock")] : [];
  return [...chosen, ...own, "/run/podman/podman.sock", "/var/run/docker.sock"];
}

/** The first engine that answers, or why there is none. */
export async function findEngine(): Promise<Engine | { missing: string }> {
  const complaints: string[] = [];
  for (const path of socketPaths().filter((path) => existsSync(path))) {
    try {
      return await describeEngine(new EngineClient(path));
    } catch (error) {
      complaints.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    missing: complaints.length > 0 ? complaints.join(" ") : "No Docker or Podman socket is on this machine.",
  };
}

/** Asks an engine what it is. Throws where none answers. */
export async function describeEngine(client: EngineClient): Promise<Engine> {
  const timeoutMs = 5_000;
  const { Version, Components } = versionSchema.parse(await client.call("GET", "/version", { timeoutMs }));
  const podman = Components.find(({ Name }) => Name.startsWith("Podman"));
  return {
    client,
    version: `${podman?.Name ?? "Docker"} ${Version}`,
    isPodman: podman !== undefined,
    // Podman takes no runtime for a container through this API, and says nothing: it would not be used.
    gvisor: podman ? null : await findGvisor(client, timeoutMs),
  };
}

async function findGvisor(client: EngineClient, timeoutMs: number): Promise<string | null> {
  const { Runtimes } = infoSchema.parse(await client.call("GET", "/info", { timeoutMs }));
  const found = Object.entries(Runtimes ?? {}).find(
    ([name, runtime]) => basename(runtime?.path || name) === "runsc",
  );
  return found?.[0] ?? null;
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { EngineClient } from "./engine-client";

export type Engine = {
  client: EngineClient;
  /** "Docker 20.10.24", "Podman Engine 4.3.1". */
  version: string;
  isPodman: boolean;
};

const versionSchema = z.object({
  Version: z.string().max(60),
  Components: z.array(z.object({ Name: z.string().max(60) })).default([]),
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
    const client = new EngineClient(path);
    try {
      const { Version, Components } = versionSchema.parse(
        await client.call("GET", "/version", { timeoutMs: 5_000 }),
      );
      const podman = Components.find(({ Name }) => Name.startsWith("Podman"));
      return { client, version: `${podman?.Name ?? "Docker"} ${Version}`, isPodman: podman !== undefined };
    } catch (error) {
      complaints.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    missing: complaints.length > 0 ? complaints.join(" ") : "No Docker or Podman socket is on this machine.",
  };
}

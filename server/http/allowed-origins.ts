import "server-only";
import type { Env } from "@/server/env";

/**
 * The origins under which this gateway is itself. On the local chain a loopback name is as good as the
 * other; elsewhere only the public address counts, so that no other name pointed at us can act for a wallet.
 */
export function allowedOrigins(env: Pick<Env, "PUBLIC_URL" | "localChain">): Set<string> {
  const { origin, protocol, port } = new URL(env.PUBLIC_URL);
  const loopback = env.localChain
    ? ["localhost", "127.0.0.1", "[::1]"].map((host) => `${protocol}//${host}${port ? `:${port}` : ""}`)
    : [];
  return new Set([origin, ...loopback]);
}

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { toJson } from "@/lib/to-json";
import type { TestMarket } from "./test-market";

/** Another gateway on the database and chain of a test, as a process that can be stopped and killed. */
export async function startGatewayProcess({ gateway: { env } }: TestMarket) {
  const folder = mkdtempSync(join(tmpdir(), "ambit-gateway-"));
  const deploymentFile = join(folder, "deployment.json");
  writeFileSync(deploymentFile, toJson(env.deployment));
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "server/testing/gateway-process.ts"],
    {
      env: {
        ...process.env,
        DATABASE_URL: env.DATABASE_URL,
        CHAIN_RPC_URL: env.CHAIN_RPC_URL,
        PUBLIC_URL: env.PUBLIC_URL,
        DEPLOYMENT_FILE: deploymentFile,
        LOG_LEVEL: "silent",
      },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const words = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    word: async () => String((await words.next()).value),
    tell: (line: string) => child.stdin.write(`${line}\n`),
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    end: async () => {
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { bytesToHex } from "viem";
import type { Home } from "./home";
import type { PartPlan } from "./part";

const node = process.execPath;
const tsx = ["--conditions=react-server", "--import", "tsx"];

/** The public test phrase of every local chain. Its wallets hold play money here and nothing anywhere else. */
export const localPhrase = "test test test test test test test test test test test junk";

/** What the wallets of the public test phrase are used for on the local chain, by account index. */
export const localWallets = { deployer: 0, relayer: 1, customer: 2, operator: 3, member: 4 } as const;

export function localKey(who: keyof typeof localWallets): { key: Hex; address: Hex } {
  const account = mnemonicToAccount(localPhrase, { addressIndex: localWallets[who] });
  return { key: bytesToHex(account.getHdKey().privateKey!), address: account.address };
}

export type MarketPlan = {
  home: Home;
  databaseUrl: string;
  chainUrl: string;
  /** Port of the app, and the address under which people reach it. */
  port: number;
  url: string;
  indexerPort: number;
  relayerKey: Hex | undefined;
  deploymentFile: string;
  dev: boolean;
};

/** The environment that the parts of a gateway share. Only what runs on the server sees the keys in it. */
function environment({
  databaseUrl,
  chainUrl,
  url,
  relayerKey,
  deploymentFile,
  home,
}: MarketPlan): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    CHAIN_RPC_URL: chainUrl,
    DEPLOYMENT_FILE: deploymentFile,
    PUBLIC_URL: url,
    INDEX_FOLDER: home.path("index"),
    ...(relayerKey && { RELAYER_KEY: relayerKey }),
  };
}

export function indexerPlan(plan: MarketPlan): PartPlan {
  const status = `http://127.0.0.1:${plan.indexerPort}/ready`;
  return {
    name: "indexer",
    command: node,
    args: [
      "node_modules/ponder/dist/esm/bin/ponder.js",
      "--root=indexer",
      "start",
      `--schema=${indexerSchema(plan.deploymentFile)}`,
      "--views-schema=chain",
      `--port=${plan.indexerPort}`,
      "--hostname=127.0.0.1",
    ],
    env: { ...environment(plan), PONDER_TELEMETRY_DISABLED: "true" },
    logFile: plan.home.log("indexer"),
    isReady: async () => (await fetch(status)).ok,
    // A killed indexer leaves a lock on its tables that takes a while to run out.
    patienceMs: 90_000,
  };
}

export function jobsPlan(plan: MarketPlan, ready: () => Promise<boolean>): PartPlan {
  return {
    name: "jobs",
    command: node,
    args: [...tsx, "server/jobs/run-jobs.ts"],
    env: environment(plan),
    logFile: plan.home.log("jobs"),
    isReady: ready,
  };
}

export function appPlan(plan: MarketPlan): PartPlan {
  const next = [
    "node_modules/next/dist/bin/next",
    plan.dev ? "dev" : "start",
    "--port",
    String(plan.port),
    "--hostname",
    process.env.HOST ?? "localhost",
  ];
  return {
    name: "app",
    command: node,
    args: ["--conditions=react-server", ...next],
    env: {
      ...environment(plan),
      NEXT_TELEMETRY_DISABLED: "1",
      NODE_ENV: plan.dev ? "development" : "production",
    },
    logFile: plan.home.log("app"),
    isReady: async () => (await fetch(`${plan.url}/api/health`)).ok,
  };
}

export function devicePlan(plan: MarketPlan, name: string, isOnline: () => Promise<boolean>): PartPlan {
  return {
    name: `device ${name}`,
    command: node,
    args: [...tsx, "agent/main.ts", "run"],
    env: {
      AMBIT_GATEWAY: plan.url,
      AMBIT_DEVICE_HOME: plan.home.path("devices", name),
      AMBIT_DEVICE_NAME: name,
      // The local device's operator is a wallet of the public test phrase, so it signs for itself.
      AMBIT_OPERATOR_KEY: localKey("operator").key,
    },
    logFile: plan.home.log(`device-${name}`),
    isReady: isOnline,
    patienceMs: 60_000,
  };
}

/** The indexer keeps a set of tables for each version of itself and of the deployment; the views always show the newest. */
function indexerSchema(deploymentFile: string): string {
  const hash = createHash("sha256").update(readFileSync(deploymentFile));
  for (const file of filesUnder("indexer").concat(filesUnder("lib/chain/abi")).sort())
    hash.update(file).update(readFileSync(file));
  return `chain_${hash.digest("hex").slice(0, 12)}`;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes("generated"),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

import "server-only";
import { readFileSync } from "node:fs";
import { isHex, type Hex } from "viem";
import { z } from "zod";
import { deploymentSchema, type Deployment } from "@/lib/chain/deployment";

const privateKey = z.custom<Hex>(
  (value) => isHex(value) && value.length === 66,
  "a private key: 0x and 64 hex digits",
);

const schema = z.object({
  DATABASE_URL: z.url(),
  CHAIN_RPC_URL: z.url(),
  /** File with the addresses of the contracts, as `npm run deploy` writes it. */
  DEPLOYMENT_FILE: z.string().min(1),
  /** Pays the gas of what the gateway sends for others. It can move nobody's money. */
  RELAYER_KEY: privateKey.optional(),
  /** The address under which people reach this gateway; sign-in messages are bound to it. */
  PUBLIC_URL: z.url(),
  /** How many proxies stand before this gateway, each of which adds its own caller to `x-forwarded-for`. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  INDEXER_URL: z.url().optional(),
  /** Folder in which each process keeps its index of the devices, so that it is there again soon after a restart. One gateway's own. */
  INDEX_FOLDER: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

export type Env = z.infer<typeof schema> & {
  deployment: Deployment;
  /** True on the chain that `npm start` runs: only there are faucet, demo wallets and time warp. */
  localChain: boolean;
};

export const localChainId = 31337;

/** Reads and checks the environment. Throws with the name of what is missing or wrong, once, at the start. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = schema.safeParse(source);
  if (!parsed.success) throw new Error(`The environment is incomplete.\n${z.prettifyError(parsed.error)}`);
  const deployment = deploymentSchema.parse(JSON.parse(readFileSync(parsed.data.DEPLOYMENT_FILE, "utf8")));
  return { ...parsed.data, deployment, localChain: deployment.chainId === localChainId };
}

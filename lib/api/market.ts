import { z } from "zod";
import { addressSchema, feeBpsSchema, instantSchema, usd6Schema } from "@/lib/wire";
import { route } from "./base";

/** What a client must know to talk to this gateway and its contracts. */
export const marketSchema = z.object({
  gateway: z.object({ name: z.string(), version: z.string(), now: instantSchema }),
  chain: z.object({
    id: z.int(),
    name: z.string(),
    /** True only for the chain that `npm start` runs: faucet, demo wallets and time warp exist there and nowhere else. */
    local: z.boolean(),
    /** By how much its clock is ahead of the gateway's; 0 but on a local chain that was put forward. */
    aheadSeconds: z.int(),
    /** Where a browser or a wallet reaches the chain. Relative to the gateway's own address when it starts with a slash. */
    rpcUrl: z.string(),
  }),
  contracts: z.record(z.string(), addressSchema),
  money: z.object({
    feeBps: feeBpsSchema,
    withdrawalThawSeconds: z.int(),
    revocationDelaySeconds: z.int(),
    /** The most one order may cost on a tab, in micro-dollars. */
    tabOrderMax: usd6Schema,
  }),
  /** Filled with made-up devices, leases and payments to look at. Never where anything is worth anything. */
  sample: z.boolean(),
  limits: z.object({ specMaxBytes: z.int(), uploadMaxBytes: z.int() }),
});

const health = z.enum(["up", "slow", "down"]);

/** Each part's state, with the figure that says so. */
export const healthSchema = z.object({
  state: health,
  at: instantSchema,
  parts: z.object({
    database: z.object({ state: health, roundTripMs: z.number() }),
    chain: z.object({ state: health, height: z.int().optional(), detail: z.string().optional() }),
    indexer: z.object({ state: health, height: z.int().optional(), lagBlocks: z.int().optional() }),
    engine: z.object({ state: health, devices: z.int() }),
    jobs: z.object({ state: health, waiting: z.int(), failed: z.int(), oldestWaitingMs: z.int() }),
    devices: z.object({ state: health, online: z.int(), enrolled: z.int() }),
  }),
});

export const marketContract = {
  get: route
    .route({
      method: "GET",
      path: "/market",
      tags: ["Market"],
      summary: "Chain, contracts, money rules and limits of this gateway",
    })
    .output(marketSchema),
  health: route
    .route({ method: "GET", path: "/health", tags: ["Market"], summary: "State of each part" })
    .output(healthSchema),
};

import "server-only";
import type { z } from "zod";
import { sampleMarks } from "@/db/schema/network";
import type { marketSchema } from "@/lib/api/market";
import { uploadMaxBytes } from "@/lib/api/workloads";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { specMaxBytes } from "@/lib/orders/spec";
import { tabOrderMax } from "@/lib/orders/tab-order-max";
import { chainClock } from "@/server/chain/chain-clock";
import type { Context, Gateway } from "@/server/context";

type MoneyRules = { feeBps: number; withdrawalThawSeconds: number; revocationDelaySeconds: number };

/** What a client must know of this gateway, its chain and its contracts. */
export async function readMarket(ctx: Context): Promise<z.input<typeof marketSchema>> {
  const { deployment, localChain } = ctx.env;
  const [seconds, rules] = await Promise.all([chainClock(ctx), moneyRules(ctx)]);
  return {
    gateway: {
      name: "Ambit",
      version: process.env.npm_package_version ?? "0.1.0",
      now: ctx.now.toISOString(),
    },
    chain: {
      id: deployment.chainId,
      name: ctx.chain.public.chain!.name,
      local: localChain,
      aheadSeconds: seconds - Math.floor(ctx.now.getTime() / 1000),
      rpcUrl: "/api/chain",
    },
    contracts: deployment.contracts,
    money: { ...rules, tabOrderMax },
    sample: (await ctx.db.$count(sampleMarks)) > 0,
    limits: { specMaxBytes, uploadMaxBytes },
  };
}

/** Read from the contract each time: a vote may have changed them. */
async function moneyRules({ chain, env }: Gateway): Promise<MoneyRules> {
  const at = { abi: escrowAbi, address: env.deployment.contracts.escrow } as const;
  const [feeBps, withdrawalDelay, revocationDelay] = await Promise.all([
    chain.public.readContract({ ...at, functionName: "feeBps" }),
    chain.public.readContract({ ...at, functionName: "withdrawalDelay" }),
    chain.public.readContract({ ...at, functionName: "revocationDelay" }),
  ]);
  return {
    feeBps,
    withdrawalThawSeconds: withdrawalDelay,
    revocationDelaySeconds: revocationDelay,
  };
}

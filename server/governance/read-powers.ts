import "server-only";
import { zeroAddress, type Address } from "viem";
import {
  readFigureChanges,
  readFigures,
  readGuardian,
  readPower,
  readTreasury,
} from "@/db/queries/governance";
import { treasuryAbi } from "@/lib/chain/abi/treasury";
import { outflowUsedDown } from "@/lib/governance/outflow-used";
import { lowerAddress } from "@/lib/wire";
import { chainClock } from "@/server/chain/chain-clock";
import type { Context } from "@/server/context";

/** How many votes a wallet has. What is delegated counts for whom it is delegated to; what is staked, for who staked it. */
export async function votesOf(ctx: Context, wallet: Address) {
  const { delegate, ...power } = await readPower(ctx.db, wallet);
  return {
    wallet,
    ...power,
    delegate: delegate === zeroAddress ? null : delegate,
    votes: power.delegated + power.staked,
  };
}

type Filter = { contract?: string | undefined; name?: string | undefined };

/** Every change of a figure, the newest first. */
export async function listChanges(
  ctx: Context,
  { cursor, limit, ...filter }: Filter & { cursor?: string | undefined; limit: number },
) {
  const rows = await readFigureChanges(ctx.db, filter, cursor, limit + 1);
  return {
    items: rows.slice(0, limit).map(({ contract, name, before, value, at, transaction }) => ({
      contract,
      name,
      before,
      value,
      at: instant(at),
      transaction,
    })),
    ...(rows.length > limit && { next: rows[limit - 1]!.id }),
  };
}

/** What the treasury has, what of it may leave now, and what it paid. */
export async function treasuryOf(ctx: Context) {
  const { contracts } = ctx.env.deployment;
  const [{ balances, flows, payments, feesToSweep }, figures] = await Promise.all([
    readTreasury(ctx.db),
    readFigures(ctx.db),
  ]);
  const outflowBps = figures.get("treasury.outflowBps") ?? "0";
  const tokens = (["usdc", "token"] as const).map(async (name) => {
    const token = lowerAddress(contracts[name]);
    const flow = flows.find((row) => row.token === token);
    const balance = balances.find((row) => row.token === token)?.balance ?? 0n;
    // The window slides with time, which no event tells.
    const available = await ctx.chain.public.readContract({
      abi: treasuryAbi,
      address: contracts.treasury,
      functionName: "available",
      args: [contracts[name]],
    });
    return {
      name,
      token,
      balance,
      available,
      ...outflowUsedDown({ balance, available, outflowBps: BigInt(outflowBps) }),
      received: BigInt(flow?.received ?? 0),
      paid: BigInt(flow?.paid ?? 0),
    };
  });
  return {
    outflowBps: Number(outflowBps),
    tokens: await Promise.all(tokens),
    feesToSweep,
    payments: payments.map(({ token, to, amount, purpose, at, transaction }) => ({
      token,
      to,
      amount,
      purpose,
      at: instant(at),
      transaction,
    })),
  };
}

/** Who holds the brake, until when, and what was done with it. */
export async function guardianOf(ctx: Context) {
  const [{ pauses, acts }, figures] = await Promise.all([
    readGuardian(ctx.db, await chainClock(ctx)),
    readFigures(ctx.db),
  ]);
  return {
    council: figures.get("guardian.council") ?? zeroAddress,
    expiresAt: instant(Number(figures.get("guardian.expiresAt") ?? 0)),
    pauses: pauses.map(({ bit, until }) => ({ bit, until: instant(until) })),
    acts: acts.map(({ kind, value, at, transaction }) => ({ kind, value, at: instant(at), transaction })),
  };
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();

import "server-only";
import { and, asc, eq } from "drizzle-orm";
import type { Address } from "viem";
import type { z } from "zod";
import { chainClassRules, chainRegistrations, chainTokenBalances } from "@/db/schema/chain";
import { devices } from "@/db/schema/devices";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import type { stakeSchema } from "@/lib/api/stake";
import { chainClock } from "@/server/chain/chain-clock";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";
import { bondOf } from "@/server/network/read-network";

/** Has no rule of its own on the chain: every device begins in it, with nothing staked and nothing promised. */
const firstClass = { class: 0, stake: 0n, maxTier: 0, autoApprove: false };

/** The signed-in operator's stake, what each class asks of it, and which devices it answers for. */
export async function readStake(ctx: Context): Promise<z.input<typeof stakeSchema>> {
  const wallet = requireWallet(ctx);
  const [bond, [held], rules, registered, thawSeconds, now] = await Promise.all([
    bondOf(ctx, wallet),
    ctx.db
      .select({ balance: chainTokenBalances.balance })
      .from(chainTokenBalances)
      .where(eq(chainTokenBalances.holder, wallet)),
    ctx.db.select().from(chainClassRules).orderBy(asc(chainClassRules.class)),
    registrationsOf(ctx, wallet),
    ctx.chain.public.readContract({
      abi: bondsAbi,
      address: ctx.env.deployment.contracts.bonds,
      functionName: "stakeDelay",
    }),
    chainClock(ctx),
  ]);
  return {
    bond,
    inWallet: held?.balance ?? 0n,
    thawSeconds,
    // A vote ends a class by taking its tiers away.
    classes: [firstClass, ...rules.filter(({ maxTier }) => maxTier > 0)],
    devices: registered.map(({ nominatedTier, approvableAt, tier, ...device }) => ({
      ...device,
      // Time alone makes a nomination an approval.
      tier: approvableAt !== 0 && approvableAt <= now ? nominatedTier : tier,
    })),
  };
}

const registrationsOf = (ctx: Context, operator: Address) =>
  ctx.db
    .select({
      device: chainRegistrations.id,
      name: devices.name,
      class: chainRegistrations.class,
      stake: chainRegistrations.stake,
      tier: chainRegistrations.tier,
      nominatedTier: chainRegistrations.nominatedTier,
      approvableAt: chainRegistrations.approvableAt,
    })
    .from(chainRegistrations)
    .innerJoin(devices, eq(devices.id, chainRegistrations.id))
    .where(and(eq(chainRegistrations.operator, operator), eq(chainRegistrations.status, "enrolled")))
    .orderBy(asc(devices.name));

import "server-only";
import { and, eq, gt, lte } from "drizzle-orm";
import { recoverAddress, type Address, type Hex } from "viem";
import type { Executor } from "@/db/client";
import { sameTab } from "@/db/queries/same-tab";
import { recordChange } from "@/db/queries/state-changes";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { sessionKeys, tabs, vouchers } from "@/db/schema/money";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import type { Tab } from "@/lib/leases/tab";
import { lowerAddress } from "@/lib/wire";
import { notify, topics } from "@/server/changes";
import type { Context } from "@/server/context";
import { tellDevice } from "@/server/devices/tell-device";
import { enqueue } from "@/server/jobs/enqueue";

export type Voucher = Tab & {
  cumulative: bigint;
  sessionKey: Address;
  signature: Hex;
};

/** How long a voucher waits for others of the same tab, so that several small leases are one transaction. */
const gatherMs = 1_500;

/**
 * Takes a signed cumulative voucher: more than the last one, and never more than what is owed. From
 * here the operator can be paid whatever becomes of this gateway: its devices get a copy.
 */
export async function handInVoucher(ctx: Context, voucher: Voucher): Promise<{ leases: Hex[] }> {
  await checkSignature(ctx, voucher);
  const { customer, operator, feeBps, cumulative } = voucher;
  return ctx.db.transaction(async (tx) => {
    const [before] = await tx.select().from(tabs).where(sameTab(tabs, voucher)).for("update");
    if (!before || cumulative > before.accrued)
      throw wrong(`${cumulative} µ$ is more than the ${before?.accrued ?? 0n} µ$ that are owed in all`);
    if (cumulative <= before.vouchered) throw wrong(`${before.vouchered} µ$ are signed for already`);
    await tx.update(tabs).set({ vouchered: cumulative }).where(sameTab(tabs, voucher));
    await tx.insert(vouchers).values({ ...voucher, createdAt: ctx.now });
    const signed = await tx
      .select({ id: leases.id })
      .from(leases)
      .where(
        and(
          sameTab(leases, voucher),
          gt(leases.accruedTo, before.vouchered),
          lte(leases.accruedTo, cumulative),
        ),
      );
    for (const { id } of signed) {
      await recordChange(tx, {
        noun: "lease",
        id,
        from: "ended",
        to: "ended",
        reason: "VOUCHER_SIGNED",
        actor: voucher.sessionKey,
        at: ctx.now,
      });
      await notify(tx, topics.lease(id));
    }
    await tellOperatorsDevices(ctx, tx, operator);
    const key = `redeem:${customer}:${operator}:${feeBps}`;
    await enqueue(
      tx,
      "redeem-tab",
      { customer, operator, feeBps },
      { key, keyMode: "preserve_run_at", runAt: new Date(ctx.now.getTime() + gatherMs) },
    );
    return { leases: signed.map(({ id }) => id) };
  });
}

async function checkSignature(ctx: Context, { sessionKey, signature, ...tab }: Voucher): Promise<void> {
  const { chainId, contracts } = ctx.env.deployment;
  const hash = digestOf("Tab", domain(chainId, contracts.escrow), tab);
  const signer = await recoverAddress({ hash, signature }).then(lowerAddress, () => undefined);
  if (signer !== sessionKey) throw wrong(`it is not signed by ${sessionKey}`);
  const [session] = await ctx.db
    .select({ key: sessionKeys.key })
    .from(sessionKeys)
    .where(and(eq(sessionKeys.key, sessionKey), eq(sessionKeys.customer, tab.customer)));
  if (!session) throw new MarketError("SESSION_KEY_UNKNOWN", { key: sessionKey, customer: tab.customer });
}

/** Every device of the operator that is connected collects the voucher. */
async function tellOperatorsDevices(ctx: Context, tx: Executor, operator: Address): Promise<void> {
  const connected = await tx
    .select({ id: devices.id })
    .from(devices)
    .where(
      and(
        eq(devices.operator, operator),
        eq(devices.state, "enrolled"),
        gt(devices.lastSeenAt, new Date(ctx.now.getTime() - 60_000)),
      ),
    );
  if (connected.length > 0) await tellDevice(tx, ...connected.map(({ id }) => id));
}

const wrong = (detail: string) => new MarketError("VOUCHER_WRONG", { detail });

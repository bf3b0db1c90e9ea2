"use client";

import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { useNowBy } from "@/components/ui/clock";
import { Skeleton, SkeletonTiles } from "@/components/ui/skeleton";
import { Tabs } from "@/components/ui/tabs";
import type { stakeSchema } from "@/lib/api/stake";
import { ambText } from "@/lib/governance/amb";
import { BondFigures } from "./bond-panel";
import { ClassForm } from "./class-form";
import { ClassTable } from "./class-table";
import { SlashDebt } from "./slash-debt";
import { StakeForm } from "./stake-form";
import { Thaws } from "./thaws";
import { UnstakeForm } from "./unstake-form";

type Stake = z.infer<typeof stakeSchema>;

/** An operator's stake: where each part of it is, what it is for, and every way in and out. */
export function StakePanel({ faucet }: { faucet: boolean }) {
  const stake = useQuery({ ...api.stake.get.queryOptions(), refetchInterval: 15_000 });
  if (stake.isPending) return <StakeSkeleton />;
  if (stake.isError)
    return (
      <Failure
        error={stake.error}
        still="Your stake is in the contract and stays there."
        onRetry={() => void stake.refetch()}
      />
    );
  const { bond, inWallet, thawSeconds, classes, devices } = stake.data;
  return (
    <div className="flex flex-col gap-6">
      <BondFigures bond={bond} />
      {bond.owed > 0n && <SlashDebt owed={bond.owed} />}
      {bond.thaws.length > 0 && <OwnThaws thaws={bond.thaws} />}
      <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
        <section aria-label="What a stake is for" className="flex min-w-0 flex-col gap-4">
          <div className="text-ink-2 measure flex flex-col gap-2">
            <p>
              A device begins in class 0: it takes leases at once, without a stake, and promises nothing. A
              higher class locks stake for each of its devices and lets them rise to a tier.
            </p>
            <p>
              A tier is a promise to customers to be up. Who breaks it pays credit for that lease; who cheats
              loses stake.
            </p>
          </div>
          <ClassTable classes={classes} devices={devices} free={bond.free} />
        </section>
        <section aria-label="Move your stake" className="panel p-4 md:p-6">
          <Tabs
            label="Move your stake"
            tabs={[
              {
                id: "stake",
                label: "Stake",
                content: <StakeForm inWallet={inWallet} thawSeconds={thawSeconds} faucet={faucet} />,
              },
              {
                id: "unstake",
                label: "Unstake",
                content: <UnstakeForm key={`${bond.free}`} free={bond.free} thawSeconds={thawSeconds} />,
              },
              { id: "class", label: "Class of a device", content: <ClassForm {...{ classes, devices }} /> },
            ]}
          />
        </section>
      </div>
    </div>
  );
}

/** Of the size of the figures, the classes and the form. */
function StakeSkeleton() {
  return (
    <output className="flex flex-col gap-6">
      <span className="sr-only">Loading your stake</span>
      <SkeletonTiles tiles={4} columns="lg:grid-cols-4" />
      <span className="grid gap-6 lg:grid-cols-[3fr_2fr]">
        <Skeleton className="h-80 w-full" />
        <Skeleton className="h-64 w-full" />
      </span>
    </output>
  );
}

/** What thaws, with the two things that its owner can do about it. */
function OwnThaws({ thaws }: { thaws: Stake["bond"]["thaws"] }) {
  const now = useNowBy("chain", 1000);
  const ready = thaws
    .filter(({ readyAt }) => Date.parse(readyAt) <= now)
    .reduce((sum, { amount }) => sum + amount, 0n);
  return (
    <section aria-label="Stake on its way back" className="flex flex-col gap-4">
      <Thaws thaws={thaws} />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabledReason={ready === 0n ? "It is still thawing." : undefined}
          onClick={() => void startFlow("withdraw-stake", null)}
        >
          {ready > 0n ? `Withdraw ${ambText(ready)}` : "Withdraw"}
        </Button>
        <Button onClick={() => void startFlow("cancel-stake-thaw", null)}>Keep it staked</Button>
      </div>
    </section>
  );
}

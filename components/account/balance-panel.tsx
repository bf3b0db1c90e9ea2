"use client";

import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import type { Market } from "@/components/transactions/flow-types";
import { Money } from "@/components/ui/money";
import { Tabs } from "@/components/ui/tabs";
import { TermsBar } from "@/components/ui/terms-bar";
import type { accountSchema } from "@/lib/api/account";
import { DepositForm } from "./deposit-form";
import { Thawing } from "./thawing";
import { WithdrawForm } from "./withdraw-form";

type Account = z.infer<typeof accountSchema>;

const renewMs = 5_000;

/** What the escrow holds for you, what of it is spoken for and what is free, and the ways in and out. */
export function BalancePanel({ initial, market }: { initial: Account; market: Market }) {
  const account = useQuery({
    ...api.account.get.queryOptions(),
    initialData: initial,
    refetchInterval: renewMs,
  });
  const { balance, available, reserved, owed, thawing, thawedAt, indexedBlock } = account.data;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
      <section aria-label="Balance" className="panel flex flex-col gap-4 p-4 md:p-6">
        <div>
          <p className="text-13 text-ink-2">Free to spend</p>
          <p className="text-28 sm:text-40 font-strong">
            <Money amount={available} exact />
          </p>
        </div>
        <TermsBar
          label="Parts of your balance"
          terms={[
            { label: "Free", value: Number(available), shown: <Money amount={available} /> },
            {
              label: "Reserved",
              value: Number(reserved),
              shown: <Money amount={reserved} />,
              hint: "For orders in force, up to their ceilings. What they do not use is free again.",
            },
            {
              label: "Owed",
              value: Number(owed),
              shown: <Money amount={owed} />,
              hint: "What ended leases cost and the contract has not paid out yet.",
            },
            {
              label: "Thawing",
              value: Number(thawing),
              shown: <Money amount={thawing} />,
              hint: "On its way to your wallet.",
            },
          ]}
        />
        <p className="text-13 text-ink-2">
          <Money amount={balance} /> in the escrow contract, as of block{" "}
          {indexedBlock.toLocaleString("en-GB")}.
        </p>
        {thawing > 0n && <Thawing amount={thawing} thawedAt={thawedAt} />}
        {account.isRefetchError && (
          <Failure error={account.error} still="What you see is the last state that was read." />
        )}
      </section>
      <section aria-label="Deposit and withdraw" className="panel p-4 md:p-6">
        <Tabs
          label="Deposit and withdraw"
          tabs={[
            { id: "deposit", label: "Deposit", content: <DepositForm faucet={market.chain.local} /> },
            {
              id: "withdraw",
              label: "Withdraw",
              content: (
                <WithdrawForm
                  key={available.toString()}
                  available={available}
                  thawSeconds={market.money.withdrawalThawSeconds}
                />
              ),
            },
          ]}
        />
      </section>
    </div>
  );
}

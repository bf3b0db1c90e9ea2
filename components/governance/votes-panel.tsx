"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isAddress, type Address as AddressHex } from "viem";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { Address } from "@/components/ui/address";
import { Button } from "@/components/ui/button";
import { Definitions } from "@/components/ui/definitions";
import { Field } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { TextInput } from "@/components/ui/text-input";
import { Amb } from "./amb";

/** A wallet's votes, where they come from, and what wakes those that sleep. */
export function VotesPanel({ wallet, faucet }: { wallet: AddressHex; faucet: boolean }) {
  const power = useQuery(api.governance.power.queryOptions({ input: { wallet } }));
  if (power.isPending) return <VotesSkeleton />;
  if (power.isError) return <Failure error={power.error} onRetry={() => void power.refetch()} />;
  const { tokens, delegate, delegated, staked, votes } = power.data;
  const own = delegate === wallet;
  const asleep = tokens > 0n && delegate === null;
  return (
    <section
      aria-label="Your votes"
      className="panel grid items-start gap-x-16 gap-y-6 p-4 md:grid-cols-2 md:p-6"
    >
      <div className="flex min-w-0 flex-col gap-4">
        <div>
          <p className="text-13 text-ink-2">Your votes</p>
          <p className="text-28 font-strong">
            <Amb wei={votes} />
          </p>
          {asleep && (
            <p className="text-13 text-amber">
              Your AMB do not vote yet: say first who votes with them, yourself or somebody else.
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          {faucet && <Button onClick={() => void startFlow("get-amb", null)}>Get AMB</Button>}
          {!own && (
            <Button
              look={tokens > 0n ? "primary" : "secondary"}
              disabledReason={tokens > 0n ? undefined : "There are no AMB in your wallet."}
              onClick={() => void startFlow("delegate", { to: wallet, self: true })}
            >
              Vote yourself
            </Button>
          )}
        </div>
        <DelegateForm wallet={wallet} />
      </div>
      <Definitions
        items={[
          { name: "AMB in your wallet", value: <Amb wei={tokens} /> },
          {
            name: "They vote through",
            value: delegate === null ? "nobody" : own ? "yourself" : <Address of={delegate} />,
          },
          {
            name: "Delegated to you",
            hint: "Your own AMB included, if they vote through you.",
            value: <Amb wei={delegated} />,
          },
          { name: "Staked by you", hint: "Stakes vote without delegation.", value: <Amb wei={staked} /> },
        ]}
      />
    </section>
  );
}

/** Of the size of the panel, on a phone and on a screen. */
function VotesSkeleton() {
  return (
    <output>
      <span className="sr-only">Loading your votes</span>
      <Skeleton className="h-[376px] w-full md:h-[212px]" />
    </output>
  );
}

/** Hands the votes of a wallet to another one. */
function DelegateForm({ wallet }: { wallet: AddressHex }) {
  const [text, setText] = useState("");
  const to = text.trim();
  const error =
    to === "" || (isAddress(to) && to.toLowerCase() !== wallet)
      ? undefined
      : isAddress(to)
        ? "That is your own wallet. Use the button above."
        : "An address: 0x and 40 hex digits.";
  return (
    <details>
      <summary className="link text-13 target flex w-fit list-none items-center">
        Let another wallet vote for you
      </summary>
      <div className="mt-2 flex flex-col gap-3">
        <Field label="Its address" hint="It gets your votes, not your AMB." error={error}>
          {(control) => <TextInput {...control} mono value={text} onValue={setText} />}
        </Field>
        <div>
          <Button
            disabledReason={error ?? (to === "" ? "Say which wallet." : undefined)}
            onClick={() => void startFlow("delegate", { to: to as AddressHex, self: false })}
          >
            Delegate
          </Button>
        </div>
      </div>
    </details>
  );
}

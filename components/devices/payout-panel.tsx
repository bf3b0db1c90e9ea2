"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getAddress, isAddress, type Address as Wallet } from "viem";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { Address } from "@/components/ui/address";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";
import { TextInput } from "@/components/ui/text-input";
import { payoutError } from "./payout-field";

/** Where an operator's earnings go, and how that is changed. */
export function PayoutPanel({ wallet }: { wallet: Wallet }) {
  const [text, setText] = useState("");
  const joining = useQuery(api.devices.joining.queryOptions());
  if (joining.isPending) return <SkeletonLines lines={2} label="Loading your payout address" />;
  if (joining.isError) return <Failure error={joining.error} onRetry={() => void joining.refetch()} />;
  const wanted = text.trim();
  const error = wanted ? payoutError(wanted) : undefined;
  return (
    <div className="panel flex flex-col gap-4 p-4 md:p-6">
      <p>
        What your devices earn is paid out to {joining.data.payout === null && "your own wallet "}
        <Address of={joining.data.payout ?? wallet} />
      </p>
      <div className="flex flex-wrap items-start gap-4">
        <div className="min-w-0 flex-1 basis-80">
          <Field
            label="Another payout address"
            hint="One address for all your devices. It holds for what was earned already, too."
            error={error}
          >
            {(control) => <TextInput {...control} mono value={text} onValue={setText} placeholder="0x…" />}
          </Field>
        </div>
        <div className="sm:pt-6">
          <Button
            disabledReason={wanted ? error : "Write the address first."}
            onClick={() =>
              isAddress(wanted) &&
              void startFlow("set-payout", { payout: getAddress(wanted) }).then((done) => done && setText(""))
            }
          >
            Change it
          </Button>
        </div>
      </div>
    </div>
  );
}

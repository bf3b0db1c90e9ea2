"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Hex } from "viem";
import { api, client } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { retiredTogetherMax } from "@/components/transactions/flows/retire-devices";
import { Button } from "@/components/ui/button";
import { changedDevicesMax } from "@/lib/api/devices";
import type { Prices } from "@/lib/pricing/rate";
import { BulkPrices } from "./bulk-prices";

type Change = { prices?: Partial<Prices>; draining?: boolean };

type BulkBarProps = {
  /** The names of the selected devices, by id. */
  selected: ReadonlyMap<Hex, string>;
  onDone: () => void;
};

/** What can be done with the devices that are selected, all at once. */
export function BulkBar({ selected, onDone }: BulkBarProps) {
  const queries = useQueryClient();
  const [pricing, setPricing] = useState(false);
  const ids = [...selected.keys()];
  const refreshed = () => queries.invalidateQueries({ queryKey: api.devices.key() });
  const change = useMutation({
    mutationFn: (wanted: Change) => changeInTurn(ids, wanted),
    onSuccess: () => {
      setPricing(false);
      onDone();
    },
    onSettled: refreshed,
  });
  const busy = change.isPending ? "Changing…" : undefined;
  const takeOut = async () => {
    const done = await startFlow("retire-devices", {
      devices: [...selected].map(([device, name]) => ({ device, name })),
    });
    if (done) onDone();
    await refreshed();
  };
  return (
    <section aria-label="Change the selected devices" className="flex min-w-0 flex-1 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <p className="font-strong mr-auto" aria-live="polite">
          {ids.length === 1 ? "1 device is selected" : `${ids.length} devices are selected`}
        </p>
        <Button size="s" busy={busy} onClick={() => setPricing(true)}>
          Set prices
        </Button>
        <Button size="s" busy={busy} onClick={() => change.mutate({ draining: true })}>
          Drain
        </Button>
        <Button size="s" busy={busy} onClick={() => change.mutate({ draining: false })}>
          Take leases again
        </Button>
        <Button
          size="s"
          look="danger"
          busy={busy}
          disabledReason={
            ids.length > retiredTogetherMax
              ? `Your wallet is asked once for each device, so at most ${retiredTogetherMax} leave at a time.`
              : undefined
          }
          onClick={() => void takeOut()}
        >
          Take out
        </Button>
        <Button size="s" look="quiet" onClick={onDone}>
          Select none
        </Button>
      </div>
      {change.isError && <Failure error={change.error} still="What was not changed goes on as before." />}
      {pricing && (
        <BulkPrices
          count={ids.length}
          busy={busy}
          onClose={() => setPricing(false)}
          onPrices={(prices) => change.mutate({ prices })}
        />
      )}
    </section>
  );
}

/** Each part as a whole or not at all; more than one part only where there are more devices than one takes. */
async function changeInTurn(ids: readonly Hex[], change: Change): Promise<void> {
  for (let first = 0; first < ids.length; first += changedDevicesMax)
    await client.devices.changeMany({ ids: ids.slice(first, first + changedDevicesMax), ...change });
}

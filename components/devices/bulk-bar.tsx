"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Hex } from "viem";
import { api, client } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { changedDevicesMax } from "@/lib/api/devices";
import type { Prices } from "@/lib/pricing/rate";
import { BulkPrices } from "./bulk-prices";

type Change = { prices?: Partial<Prices>; draining?: boolean };

/** What can be done with the devices that are selected, all at once. */
export function BulkBar({ ids, onDone }: { ids: readonly Hex[]; onDone: () => void }) {
  const queries = useQueryClient();
  const [pricing, setPricing] = useState(false);
  const change = useMutation({
    mutationFn: (wanted: Change) => changeInTurn(ids, wanted),
    onSuccess: () => {
      setPricing(false);
      onDone();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: api.devices.key() }),
  });
  const busy = change.isPending ? "Changing…" : undefined;
  return (
    <section
      aria-label="Change the selected devices"
      className="panel border-ink sticky top-2 z-10 flex flex-col gap-3 p-4"
    >
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

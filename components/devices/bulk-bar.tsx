"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Hex } from "viem";
import { api, client } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { flowStore, startFlow } from "@/components/transactions/flow-store";
import type { FlowInput } from "@/components/transactions/flows";
import { Button } from "@/components/ui/button";
import { changedDevicesMax } from "@/lib/api/devices";
import type { Prices } from "@/lib/pricing/rate";
import { BulkClass } from "./bulk-class";
import { BulkPrices } from "./bulk-prices";
import { leftBy, type ManyDevices, type Selected } from "./still-in";

type Change = { prices?: Partial<Prices>; draining?: boolean };

type BulkBarProps = {
  selected: Selected;
  /** What is to be selected still; `said` tells what was done with what is not. */
  onDone: (left: Selected, said?: string) => void;
};

const none: Selected = new Map();

/** What can be done with the devices that are selected, all at once. */
export function BulkBar({ selected, onDone }: BulkBarProps) {
  const queries = useQueryClient();
  const [pricing, setPricing] = useState(false);
  const [classing, setClassing] = useState(false);
  const ids = [...selected.keys()];
  const refreshed = () => queries.invalidateQueries({ queryKey: api.devices.key() });
  const change = useMutation({
    mutationFn: (wanted: Change) => changeInTurn(ids, wanted),
    onSuccess: (_, wanted) => {
      setPricing(false);
      onDone(none, toldOf(ids.length, wanted));
    },
    onSettled: refreshed,
  });
  const busy = change.isPending ? "Changing…" : undefined;
  const walk = async <Name extends ManyDevices>(name: Name, input: FlowInput<Name>) => {
    // Its record stays until its dialog is closed, and knows who was refused.
    if (await startFlow(name, input)) onDone(leftBy(flowStore.get(), name));
    await refreshed();
  };
  const devices = [...selected].map(([device, name]) => ({ device, name }));
  return (
    <section aria-label="Change the selected devices" className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button size="s" busy={busy} onClick={() => setPricing(true)}>
          Set prices
        </Button>
        <Button size="s" busy={busy} onClick={() => change.mutate({ draining: true })}>
          Drain
        </Button>
        <Button size="s" busy={busy} onClick={() => change.mutate({ draining: false })}>
          Take leases again
        </Button>
        <Button size="s" busy={busy} aria-expanded={classing} onClick={() => setClassing(!classing)}>
          Set class
        </Button>
        <Button size="s" look="danger" busy={busy} onClick={() => void walk("retire-devices", { devices })}>
          Take out
        </Button>
        <Button size="s" look="quiet" onClick={() => onDone(none)}>
          Select none
        </Button>
      </div>
      {classing && <BulkClass selected={selected} onMove={(input) => void walk("set-class", input)} />}
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

/** What was done, to who hears it and does not see the list. */
function toldOf(count: number, { prices, draining }: Change): string {
  const one = count === 1;
  const named = one ? "1 device" : `${count} devices`;
  if (prices) return `${named} ${one ? "has" : "have"} new prices.`;
  if (draining) return `${named} ${one ? "drains" : "drain"}.`;
  return `${named} ${one ? "takes" : "take"} leases again.`;
}

/** Each part as a whole or not at all; more than one part only where there are more devices than one takes. */
async function changeInTurn(ids: readonly Hex[], change: Change): Promise<void> {
  for (let first = 0; first < ids.length; first += changedDevicesMax)
    await client.devices.changeMany({ ids: ids.slice(first, first + changedDevicesMax), ...change });
}

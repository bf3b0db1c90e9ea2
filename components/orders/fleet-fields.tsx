"use client";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { fleetDevicesMax, type Spread } from "@/lib/orders/spec";
import { FigureField, type OrderFieldsProps } from "./order-fields";

const hints: Record<Spread, string> = {
  anywhere: "So that they do not fail together.",
  country: "By where they say they stand.",
  area: "About 45 km across, where operators say where devices stand.",
  network: "By the block of addresses that each calls from.",
  operator: "By the wallet that earns.",
};

/** On how many devices it runs, what they must not have in common, and what they may cost together. */
export function FleetFields({ draft, change, errors }: OrderFieldsProps) {
  return (
    <div className="grid grid-cols-2 gap-4">
      <FigureField
        field="devices"
        label="How many devices"
        hint={`Up to ${fleetDevicesMax}: all of them, or none.`}
        {...{ draft, change, errors }}
      />
      {draft.devices.trim() !== "1" && (
        <Field label="Spread" hint={hints[draft.spread]}>
          {(control) => (
            <Select
              {...control}
              value={draft.spread}
              onValue={(spread) => change({ spread })}
              options={[
                { value: "anywhere", label: "Anywhere" },
                { value: "country", label: "One per country" },
                { value: "area", label: "One per area" },
                { value: "network", label: "One per network" },
                { value: "operator", label: "One per operator" },
              ]}
            />
          )}
        </Field>
      )}
      {draft.devices.trim() !== "1" && (
        <FigureField
          field="budget"
          label="Budget"
          unit="$/h"
          hint="Of all together. Empty for any."
          {...{ draft, change, errors }}
        />
      )}
    </div>
  );
}

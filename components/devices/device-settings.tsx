"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import { TextInput } from "@/components/ui/text-input";
import { useSettled } from "@/components/ui/use-settled";
import type { deviceSchema } from "@/lib/api/devices";
import { plainUsd } from "@/lib/money/plain-usd";
import type { Prices } from "@/lib/pricing/rate";
import { priceFields, priceRange, readPrice } from "./price-fields";
import { PriceStanding, type Spread } from "./price-standing";

type Device = Pick<z.infer<typeof deviceSchema>, "id" | "name" | "prices" | "offered"> & {
  /** Switched off by its operator; an agent that pauses by itself is another matter. */
  draining: boolean;
};

/** What an operator decides about a device of theirs: its name, its prices, and whether it takes leases. */
export function DeviceSettings({ device, market }: { device: Device; market: Record<keyof Prices, Spread> }) {
  const router = useRouter();
  const [name, setName] = useState(device.name);
  const [texts, setTexts] = useState(() => textOf(device.prices));
  const change = useMutation({ ...api.devices.change.mutationOptions(), onSuccess: () => router.refresh() });

  const prices = readPrices(texts);
  const settled = useSettled(prices, 300);
  const standing = useQuery({
    ...api.devices.standing.queryOptions({ input: { id: device.id, ...(settled ?? device.prices) } }),
    enabled: settled !== undefined,
    placeholderData: (before) => before,
  });
  const wrong = !prices ? "A price is not right yet." : name.trim() ? undefined : "A device needs a name.";

  return (
    <div className="flex flex-col gap-4">
      <Switch
        label="Takes new leases"
        hint="Switched off, it finishes what runs and takes nothing new."
        checked={!device.draining}
        disabled={change.isPending}
        onChecked={(takes) => change.mutate({ id: device.id, draining: !takes })}
      />
      <Field label="Name" error={name.trim() ? undefined : "A device needs a name."}>
        {(control) => <TextInput {...control} maxLength={60} value={name} onValue={setName} />}
      </Field>
      {priceFields
        .filter(({ key }) => key !== "gpuHour" || device.offered.gpus > 0)
        .map(({ key, label }) => (
          <div key={key} className="grid items-start gap-x-4 gap-y-2 sm:grid-cols-2">
            <Field label={label} error={readPrice(texts[key]) === undefined ? priceRange : undefined}>
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="decimal"
                  unit="$/h"
                  value={texts[key]}
                  onValue={(text) => setTexts({ ...texts, [key]: text })}
                />
              )}
            </Field>
            <PriceStanding spread={market[key]} standing={prices && standing.data?.[key]} />
          </div>
        ))}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          disabledReason={wrong}
          busy={change.isPending ? "Saving…" : undefined}
          onClick={() => prices && change.mutate({ id: device.id, name: name.trim(), prices })}
        >
          Save
        </Button>
        {change.isSuccess && (
          <output className="text-13 text-signal">
            Saved. It holds for the next match; leases that run keep their price.
          </output>
        )}
      </div>
      {change.isError && <Failure error={change.error} still="The device goes on as before." />}
    </div>
  );
}

const textOf = ({ vcpuHour, gibHour, gpuHour }: Prices): Record<keyof Prices, string> => ({
  vcpuHour: plainUsd(BigInt(vcpuHour)),
  gibHour: plainUsd(BigInt(gibHour)),
  gpuHour: plainUsd(BigInt(gpuHour)),
});

/** Undefined as long as one of them is no price. */
function readPrices(texts: Record<keyof Prices, string>): Prices | undefined {
  const [vcpuHour, gibHour, gpuHour] = [texts.vcpuHour, texts.gibHour, texts.gpuHour].map(readPrice);
  if (vcpuHour === undefined || gibHour === undefined || gpuHour === undefined) return undefined;
  return { vcpuHour: Number(vcpuHour), gibHour: Number(gibHour), gpuHour: Number(gpuHour) };
}

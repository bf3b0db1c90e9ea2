"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import { TextInput } from "@/components/ui/text-input";
import type { deviceSchema } from "@/lib/api/devices";
import { plainUsd } from "@/lib/money/plain-usd";
import { parseUsd } from "@/lib/money/usd6";
import type { Prices } from "@/lib/pricing/rate";

type Device = z.infer<typeof deviceSchema>;

const priceMax = 1_000_000_000n;
const fields: readonly { key: keyof Prices; label: string }[] = [
  { key: "vcpuHour", label: "One vCPU" },
  { key: "gibHour", label: "One GiB of memory" },
  { key: "gpuHour", label: "One GPU" },
];

/** What an operator decides about a device of theirs: its name, its prices, and whether it takes leases. */
export function DeviceSettings({ device }: { device: Device }) {
  const router = useRouter();
  const [name, setName] = useState(device.name);
  const [prices, setPrices] = useState(() => textOf(device.prices));
  const change = useMutation({ ...api.devices.change.mutationOptions(), onSuccess: () => router.refresh() });

  const parsed = fields.map(({ key }) => ({ key, amount: readPrice(prices[key]) }));
  const errors = Object.fromEntries(
    parsed.map(({ key, amount }) => [
      key,
      amount === undefined ? "From $0 to $1,000, at most six decimals." : undefined,
    ]),
  );
  const wrong = Object.values(errors).find(Boolean) ?? (name.trim() ? undefined : "A device needs a name.");
  const save = () => {
    const wanted = Object.fromEntries(
      parsed.map(({ key, amount }) => [key, Number(amount)]),
    ) as unknown as Prices;
    change.mutate({ id: device.id, name: name.trim(), prices: wanted });
  };

  return (
    <div className="flex flex-col gap-4">
      <Switch
        label="Takes new leases"
        hint="Switched off, it finishes what runs and takes nothing new."
        checked={device.presence !== "draining"}
        disabled={change.isPending}
        onChecked={(takes) => change.mutate({ id: device.id, draining: !takes })}
      />
      <Field label="Name" error={name.trim() ? undefined : "A device needs a name."}>
        {(control) => <TextInput {...control} maxLength={60} value={name} onValue={setName} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-3">
        {fields.map(({ key, label }) => (
          <Field key={key} label={label} error={errors[key]}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                unit="$/h"
                value={prices[key]}
                onValue={(text) => setPrices({ ...prices, [key]: text })}
              />
            )}
          </Field>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          disabledReason={wrong}
          busy={change.isPending ? "Saving…" : undefined}
          onClick={save}
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

function readPrice(text: string): bigint | undefined {
  const amount = parseUsd(text);
  return amount !== undefined && amount <= priceMax ? amount : undefined;
}

"use client";

import { useState, useSyncExternalStore } from "react";
import { priceFields, priceRange, readPrice } from "@/components/devices/price-fields";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import { timezonePlace } from "@/lib/place/timezone-place";
import { lendTab } from "./tab-store";

const asked = priceFields.filter(({ key }) => key !== "gpuHour");

const memories = [512, 1024, 2048, 4096].map((mib) => ({
  value: `${mib}`,
  label: mib < 1024 ? `${mib} MiB` : `${mib / 1024} GiB`,
}));

/** Greenwich: what is assumed of a browser whose time zone names no city, as of an agent. */
const greenwich = { country: "GB", place: { latE6: 51_480_000, lngE6: 0 } };

/** What of the machine is lent, and for how much. */
export function LendForm() {
  const coresMax = useSyncExternalStore(
    never,
    () => navigator.hardwareConcurrency,
    () => 1,
  );
  const [name, setName] = useState("Browser tab");
  const [cores, setCores] = useState("1");
  const [memory, setMemory] = useState("1024");
  const [texts, setTexts] = useState({ vcpuHour: "0.012", gibHour: "0.003" });
  const vcpuHour = readPrice(texts.vcpuHour);
  const gibHour = readPrice(texts.gibHour);
  const isPriced = vcpuHour !== undefined && gibHour !== undefined;
  const wrong = !name.trim() ? "A device needs a name." : isPriced ? undefined : "A price is not right yet.";
  const lend = () => {
    if (!isPriced) return;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const { country, place } = timezonePlace(zone) ?? greenwich;
    lendTab({
      name: name.trim(),
      cores: Number(cores),
      memoryMib: Number(memory),
      prices: { vcpuHour: Number(vcpuHour), gibHour: Number(gibHour), gpuHour: 0 },
      country,
      place,
    });
  };
  return (
    <div className="flex flex-col gap-4">
      <Field label="Name" error={name.trim() ? undefined : "A device needs a name."}>
        {(control) => <TextInput {...control} maxLength={60} value={name} onValue={setName} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Cores">
          {(control) => (
            <Select
              {...control}
              value={cores}
              onValue={setCores}
              options={Array.from({ length: coresMax }, (_, at) => ({
                value: `${at + 1}`,
                label: `${at + 1}`,
              }))}
            />
          )}
        </Field>
        <Field label="Memory">
          {(control) => <Select {...control} value={memory} onValue={setMemory} options={memories} />}
        </Field>
        {asked.map(({ key, label }) => (
          <Field
            key={key}
            label={label}
            error={readPrice(textOf(texts, key)) === undefined ? priceRange : undefined}
          >
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                unit="$/h"
                value={textOf(texts, key)}
                onValue={(text) => setTexts({ ...texts, [key]: text })}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="text-12 text-ink-3">
        Name and prices are asked for with the first signature. Later you change them on the device’s page.
      </p>
      <div>
        <Button look="primary" disabledReason={wrong} onClick={lend}>
          Lend this tab
        </Button>
      </div>
    </div>
  );
}

const textOf = (texts: Record<string, string>, key: string) => texts[key] ?? "";

const never = () => () => undefined;

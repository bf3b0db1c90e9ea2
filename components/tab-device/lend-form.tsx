"use client";

import Link from "next/link";
import { useSyncExternalStore } from "react";
import type { z } from "zod";
import { priceFields, priceRange, readPrice } from "@/components/devices/price-fields";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { createStore, useStore } from "@/components/ui/store";
import { TextInput } from "@/components/ui/text-input";
import type { deviceSchema } from "@/lib/api/devices";
import { paths } from "@/lib/paths";
import { timezonePlace } from "@/lib/place/timezone-place";
import type { Prices } from "@/lib/pricing/rate";
import { lendTab } from "./tab-store";

const asked = priceFields.filter((field) => field.key !== "gpuHour");

const memories = [512, 1024, 2048, 4096].map((mib) => ({
  value: `${mib}`,
  label: mib < 1024 ? `${mib} MiB` : `${mib / 1024} GiB`,
}));

/** Greenwich: what is assumed of a browser whose time zone names no city, as of an agent. */
const greenwich = { country: "GB", place: { latE6: 51_480_000, lngE6: 0 } };

type TabOffer = Record<"name" | "cores" | "memory" | "vcpuHour" | "gibHour", string>;

/** What stands in the fields. It outlives the form, which makes room when the tab dials in and may come back. */
const tabOffer = createStore<TabOffer>({
  name: "Browser tab",
  cores: "1",
  memory: "1024",
  vcpuHour: "0.012",
  gibHour: "0.003",
});

/** The device that this browser is already: its name and its prices are changed on its page. */
type Enrolled = Pick<z.infer<typeof deviceSchema>, "id" | "name" | "prices">;

/** What of the machine is lent, and for how much where that is not settled yet. */
export function LendForm({ enrolled }: { enrolled: Enrolled | null }) {
  const coresMax = useSyncExternalStore(
    never,
    () => navigator.hardwareConcurrency,
    () => 1,
  );
  const isSecure = useSyncExternalStore(
    never,
    () => isSecureContext,
    () => true,
  );
  const offer = useStore(tabOffer);
  const { name, cores, memory } = offer;
  const change = (changed: Partial<TabOffer>) => tabOffer.set((before) => ({ ...before, ...changed }));
  const prices = enrolled?.prices ?? pricesIn(offer);
  const wrong = !isSecure
    ? "Browsers let a tab have a key only on a page that came over https, or from this machine itself."
    : !enrolled && !name.trim()
      ? "A device needs a name."
      : prices
        ? undefined
        : "A price is not right yet.";
  const lend = () => {
    if (!prices) return;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const { country, place } = timezonePlace(zone) ?? greenwich;
    lendTab({
      name: enrolled?.name ?? name.trim(),
      cores: Number(cores),
      memoryMib: Number(memory),
      prices,
      country,
      place,
    });
  };
  return (
    <div className="flex flex-col gap-4">
      {enrolled ? (
        <p className="text-13 text-ink-2">
          This browser is the device{" "}
          <Link href={paths.device(enrolled.id)} className="link">
            {enrolled.name}
          </Link>
          . Its name and its prices are on its page.
        </p>
      ) : (
        <Field label="Name" error={name.trim() ? undefined : "A device needs a name."}>
          {(control) => (
            <TextInput {...control} maxLength={60} value={name} onValue={(name) => change({ name })} />
          )}
        </Field>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Cores">
          {(control) => (
            <Select
              {...control}
              value={cores}
              onValue={(cores) => change({ cores })}
              options={Array.from({ length: coresMax }, (_, at) => ({
                value: `${at + 1}`,
                label: `${at + 1}`,
              }))}
            />
          )}
        </Field>
        <Field label="Memory">
          {(control) => (
            <Select {...control} value={memory} onValue={(memory) => change({ memory })} options={memories} />
          )}
        </Field>
        {!enrolled &&
          asked.map(({ key, label }) => (
            <Field
              key={key}
              label={label}
              error={readPrice(offer[key]) === undefined ? priceRange : undefined}
            >
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="decimal"
                  unit="$/h"
                  value={offer[key]}
                  onValue={(text) => change({ [key]: text })}
                />
              )}
            </Field>
          ))}
      </div>
      {!enrolled && (
        <p className="text-12 text-ink-3">Later you change name and prices on the device’s page.</p>
      )}
      <div>
        <Button look="primary" disabledReason={wrong} onClick={lend}>
          Lend this tab
        </Button>
      </div>
    </div>
  );
}

/** Undefined while one of them is no price. */
function pricesIn(offer: TabOffer): Prices | undefined {
  const [vcpuHour, gibHour] = [readPrice(offer.vcpuHour), readPrice(offer.gibHour)];
  if (vcpuHour === undefined || gibHour === undefined) return undefined;
  return { vcpuHour: Number(vcpuHour), gibHour: Number(gibHour), gpuHour: 0 };
}

const never = () => () => undefined;

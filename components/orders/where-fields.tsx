"use client";

import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import { timezoneCities } from "@/lib/place/timezone-place";
import type { Draft } from "./draft";
import { FigureField, Part, type OrderFieldsProps } from "./order-fields";

/** Where it shall run, what counts most among the devices that can take it, and further limits. */
export function WhereFields({ draft, change, errors }: OrderFieldsProps) {
  return (
    <Part title="Where, and which one">
      <Field
        label="Near"
        hint="Round trips are estimated from here. Only the city is sent."
        aside={
          <button type="button" className="link" onClick={() => change({ near: ownZone() })}>
            Near me
          </button>
        }
      >
        {(control) => (
          <Select
            {...control}
            value={draft.near}
            onValue={(near) => change({ near, ...(near === "" && { maxRtt: "" }) })}
            options={[
              { value: "", label: "Anywhere" },
              ...timezoneCities.map(({ zone, city, country }) => ({
                value: zone,
                label: `${city}, ${country}`,
              })),
            ]}
          />
        )}
      </Field>
      <Segmented
        label="Prefer"
        value={draft.objective}
        onValue={(objective) => change({ objective })}
        options={[
          { value: "balanced", label: "Balanced" },
          { value: "cheapest", label: "Cheapest" },
          { value: "nearest", label: "Nearest" },
          { value: "most-reliable", label: "Reliable" },
          { value: "greenest", label: "Greenest", hint: "The least carbon for its electricity." },
        ]}
      />
      <Disclosure label="More limits" open={hasLimits(draft) || undefined}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Only in these countries"
            hint="Codes such as DE, FR. Empty: anywhere."
            error={errors.countries}
          >
            {(control) => (
              <TextInput
                {...control}
                value={draft.countries}
                onValue={(countries) => change({ countries })}
                placeholder="DE, FR"
              />
            )}
          </Field>
          <FigureField
            field="maxRtt"
            label="Longest round trip"
            unit="ms"
            hint="Empty: any."
            {...{ draft, change, errors }}
          />
          <Field label="Isolation" hint="How well the device keeps your workload apart.">
            {(control) => (
              <Select
                {...control}
                value={draft.minGrade}
                onValue={(minGrade) => change({ minGrade })}
                options={[
                  { value: "0", label: "Any" },
                  { value: "1", label: "Own process or better" },
                  { value: "2", label: "Own namespace or better" },
                  { value: "3", label: "Own kernel" },
                ]}
              />
            )}
          </Field>
          <Segmented
            label="If nothing matches"
            value={draft.whenNothingMatches}
            onValue={(whenNothingMatches) => change({ whenNothingMatches })}
            options={[
              { value: "refuse", label: "Say so" },
              {
                value: "wait",
                label: "Wait for a device",
                hint: "Up to a day. Cancel at any time, free of charge.",
              },
            ]}
          />
          <Segmented
            label="If its device fails"
            value={draft.whenDeviceFails}
            onValue={(whenDeviceFails) => change({ whenDeviceFails })}
            options={[
              {
                value: "elsewhere",
                label: "Begin anew on the next",
                hint: "Nothing is charged for the device that failed.",
              },
              {
                value: "end",
                label: "End",
                hint: "What has begun never begins twice. Nothing is charged for the device that failed.",
              },
            ]}
          />
        </div>
      </Disclosure>
    </Part>
  );
}

const hasLimits = ({ countries, maxRtt, minGrade, whenNothingMatches, whenDeviceFails }: Draft) =>
  countries !== "" ||
  maxRtt !== "" ||
  minGrade !== "0" ||
  whenNothingMatches !== "refuse" ||
  whenDeviceFails !== "elsewhere";

/** The reader's time zone, if its city is in the list; anywhere otherwise. No permission is asked for. */
function ownZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timezoneCities.some(({ zone }) => zone === timeZone) ? timeZone : "";
}

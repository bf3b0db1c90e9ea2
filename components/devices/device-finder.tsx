import type { z } from "zod";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { deviceSorts, deviceTotalsSchema } from "@/lib/api/devices";
import type { DeviceState, Presence } from "@/lib/devices/device";

type Show = "all" | Presence | "removed";
type Sort = "name" | "cheapest" | "dearest" | "silent";

/** What an operator looks for among their devices. */
export type Finding = { search: string; show: Show; sort: Sort };

const sorts: Record<Sort, { label: string; sort: (typeof deviceSorts)[number]; descending?: true }> = {
  name: { label: "By name", sort: "name" },
  cheapest: { label: "Cheapest first", sort: "price" },
  dearest: { label: "Dearest first", sort: "price", descending: true },
  silent: { label: "Longest unheard first", sort: "seen" },
};

/** What the gateway is asked for, so that this is found. */
export function filterOf({ search, show }: Finding): {
  search?: string;
  presence?: Presence;
  state?: DeviceState;
} {
  const text = search.trim();
  return {
    ...(text && { search: text }),
    ...(show === "removed" ? { state: "retired" as const } : show !== "all" && { presence: show }),
  };
}

/** The order in which it is asked for. */
export function sortOf({ sort: by }: Finding) {
  const { sort, descending } = sorts[by];
  return { sort, order: descending ? ("descending" as const) : ("ascending" as const) };
}

/** How many devices are like this, where the totals say it: they know no search, and not what was taken out. */
export function countOf({ search, show }: Finding, totals: Totals): number | undefined {
  if (search.trim() || show === "removed") return undefined;
  return show === "all" ? totals.devices : totals[show];
}

type Totals = z.infer<typeof deviceTotalsSchema>;

type FinderProps = {
  finding: Finding;
  totals: Totals;
  onFinding: (finding: Finding) => void;
};

/** A field, a filter and an order over a list of devices. */
export function DeviceFinder({ finding, totals, onFinding }: FinderProps) {
  const { devices, online, draining, offline } = totals;
  return (
    <div className="grid items-end gap-4 md:grid-cols-[1fr_auto_12rem]">
      <Field label="Find a device">
        {(control) => (
          <TextInput
            {...control}
            type="search"
            placeholder="Name, id, processor, GPU"
            maxLength={100}
            value={finding.search}
            onValue={(search) => onFinding({ ...finding, search })}
          />
        )}
      </Field>
      <Segmented
        label="Show"
        value={finding.show}
        onValue={(show) => onFinding({ ...finding, show })}
        options={[
          { value: "all", label: `All ${devices}` },
          { value: "online", label: `Online ${online}` },
          { value: "draining", label: `Draining ${draining}` },
          { value: "offline", label: `Offline ${offline}` },
          { value: "removed", label: "Taken out" },
        ]}
      />
      <Field label="Order">
        {(control) => (
          <Select
            {...control}
            value={finding.sort}
            onValue={(sort) => onFinding({ ...finding, sort })}
            options={Object.entries(sorts).map(([value, { label }]) => ({ value: value as Sort, label }))}
          />
        )}
      </Field>
    </div>
  );
}

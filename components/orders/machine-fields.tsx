"use client";

import { Segmented } from "@/components/ui/segmented";
import { sizeOf, sizes, type SizeName } from "./draft";
import { FleetFields } from "./fleet-fields";
import { FigureField, Part, type OrderFieldsProps } from "./order-fields";

/** How large a machine, and what it may cost. */
export function MachineFields({ draft, change, errors }: OrderFieldsProps) {
  const size = sizeOf(draft) ?? "own";
  return (
    <Part title="On which machine">
      <Segmented
        label="Size"
        hideLabel
        value={size}
        onValue={(name) => {
          if (name === "own") return;
          const { cpu, memory, disk } = sizes[name];
          change({ cpu, memory, disk });
        }}
        options={[
          ...(Object.keys(sizes) as SizeName[]).map((name) => ({ value: name, label: sizes[name].label })),
          { value: "own" as const, label: "Own size", hint: "Write the figures below." },
        ]}
      />
      <div className="grid grid-cols-3 gap-4">
        <FigureField field="cpu" label="vCPU" {...{ draft, change, errors }} />
        <FigureField field="memory" label="Memory" unit="MiB" {...{ draft, change, errors }} />
        <FigureField field="disk" label="Disk" unit="MiB" {...{ draft, change, errors }} />
      </div>
      {draft.kind === "container" && (
        <div className="grid grid-cols-2 gap-4">
          <FigureField field="gpus" label="GPUs" {...{ draft, change, errors }} />
          <FigureField
            field="gpuMemory"
            label="Memory of each GPU"
            unit="MiB"
            hint="At least. Empty for any."
            {...{ draft, change, errors }}
          />
        </div>
      )}
      <FleetFields {...{ draft, change, errors }} />
      <div className="grid grid-cols-2 gap-4">
        <FigureField
          field="maxRate"
          label="Price limit"
          unit="$/h"
          hint={
            draft.devices.trim() === "1" ? "Nothing dearer is taken." : "Of each. Nothing dearer is taken."
          }
          {...{ draft, change, errors }}
        />
        <FigureField
          field="minutes"
          label="Longest run"
          unit="min"
          hint="It is stopped then."
          {...{ draft, change, errors }}
        />
      </div>
    </Part>
  );
}

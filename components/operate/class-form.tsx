"use client";

import { useState } from "react";
import type { z } from "zod";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { stakeSchema } from "@/lib/api/stake";
import { ambText } from "@/lib/governance/amb";
import { classOptions } from "./class-options";

type ClassFormProps = Pick<z.infer<typeof stakeSchema>, "classes" | "devices">;

/** Moves one device into another class, which locks its stake or frees it. */
export function ClassForm({ classes, devices }: ClassFormProps) {
  const [chosen, setChosen] = useState(devices[0]?.device);
  const [wanted, setWanted] = useState(() => String(classes[1]?.class ?? 0));
  const device = devices.find(({ device: id }) => id === chosen) ?? devices[0];
  if (!device)
    return <p className="text-13 text-ink-2">Bring a device first. It begins in class 0, without a stake.</p>;
  const same = String(device.class) === wanted;
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Device"
        hint={`Of class ${device.class} and tier ${device.tier}; ${ambText(device.stake)} are locked for it.`}
      >
        {(control) => (
          <Select
            {...control}
            value={device.device}
            onValue={setChosen}
            options={devices.map(({ device: id, name }) => ({ value: id, label: name }))}
          />
        )}
      </Field>
      <Field label="Its new class" hint="Its tier starts from zero in a new class.">
        {(control) => (
          <Select {...control} value={wanted} onValue={setWanted} options={classOptions(classes)} />
        )}
      </Field>
      <div>
        <Button
          disabledReason={same ? `${device.name} is of class ${wanted} already.` : undefined}
          onClick={() => void startFlow("set-class", { devices: [device], class: Number(wanted) })}
        >
          Move it
        </Button>
      </div>
    </div>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/components/api/api";
import { classOptions } from "@/components/operate/class-options";
import { Failure } from "@/components/reasons/failure";
import type { FlowInput } from "@/components/transactions/flows";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import type { Selected } from "./still-in";

type BulkClassProps = {
  selected: Selected;
  onMove: (input: FlowInput<"set-class">) => void;
};

/** Moves many devices into one class. Who is in it already stays out of it: a device that moves loses its tier. */
export function BulkClass({ selected, onMove }: BulkClassProps) {
  const stake = useQuery(api.stake.get.queryOptions());
  const [chosen, setChosen] = useState<string>();
  if (stake.isPending) return <Skeleton className="h-16 w-full" />;
  if (stake.isError) return <Failure error={stake.error} onRetry={() => void stake.refetch()} />;
  const { classes, devices } = stake.data;
  const wanted = Number(chosen ?? classes[1]?.class ?? 0);
  const mine = devices.filter(({ device }) => selected.has(device));
  const moving = mine
    .filter((device) => device.class !== wanted)
    // What the first free, the others may need.
    .toSorted((one, other) => Number(other.stake - one.stake));
  const same = mine.length - moving.length;
  const reason =
    mine.length === 0
      ? "The contract does not know them as enrolled yet."
      : moving.length === 0
        ? `All of them are of class ${wanted} already.`
        : undefined;
  return (
    <Field
      label="Their new class"
      hint={
        same === 0
          ? "Their tiers start from zero in a new class."
          : `${same} of them ${same === 1 ? "is" : "are"} of it already, and ${same === 1 ? "keeps its tier" : "keep their tiers"}.`
      }
    >
      {(control) => (
        <div className="flex flex-wrap gap-2">
          <div className="min-w-0 flex-1 basis-48">
            <Select {...control} value={String(wanted)} onValue={setChosen} options={classOptions(classes)} />
          </div>
          <Button
            disabledReason={reason}
            onClick={() =>
              onMove({ devices: moving.map(({ device, name }) => ({ device, name })), class: wanted })
            }
          >
            Move them
          </Button>
        </div>
      )}
    </Field>
  );
}

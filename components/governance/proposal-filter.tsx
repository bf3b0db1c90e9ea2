"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { TextInput } from "@/components/ui/text-input";
import type { ProposalStanding } from "@/lib/governance/proposal-state";
import { paths, type ProposalsAsked } from "@/lib/paths";

const options = [
  { value: "all", label: "All" },
  { value: "open", label: "Open" },
  { value: "carried-out", label: "Carried out" },
  { value: "stopped", label: "Not passed or withdrawn" },
] as const satisfies readonly { value: ProposalStanding | "all"; label: string }[];

/** Which proposals are listed. What is chosen stands in the address, so that a link keeps it. */
export function ProposalFilter({ standing, search = "" }: ProposalsAsked) {
  const router = useRouter();
  const [text, setText] = useState(search);
  const ask = (asked: { standing?: ProposalStanding | undefined }) =>
    router.push(paths.proposalsBy({ ...asked, search: text.trim() || undefined }));
  return (
    <search className="grid items-end gap-4 lg:grid-cols-[1fr_auto]">
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          ask({ standing });
        }}
      >
        <div className="min-w-0 flex-1">
          <Field label="Find a proposal">
            {(control) => (
              <TextInput
                {...control}
                type="search"
                placeholder="Part of its text, its number, its proposer"
                maxLength={200}
                value={text}
                onValue={setText}
              />
            )}
          </Field>
        </div>
        <Button type="submit">Find</Button>
      </form>
      <Segmented
        label="Show"
        value={standing ?? "all"}
        onValue={(value) => ask({ standing: value === "all" ? undefined : value })}
        options={options}
      />
    </search>
  );
}

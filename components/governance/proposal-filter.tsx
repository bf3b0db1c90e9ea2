"use client";

import type { ProposalStanding } from "@/lib/governance/proposal-state";
import { paths, type ProposalsAsked } from "@/lib/paths";
import { ListFilter } from "./list-filter";

const options = [
  { value: "all", label: "All" },
  { value: "open", label: "Open" },
  { value: "carried-out", label: "Carried out" },
  { value: "stopped", label: "Not passed or withdrawn" },
] as const satisfies readonly { value: ProposalStanding | "all"; label: string }[];

/** Which proposals are listed. */
export function ProposalFilter({ standing, search = "" }: ProposalsAsked) {
  return (
    <ListFilter<ProposalStanding | "all">
      search={search}
      choice={standing ?? "all"}
      hrefOf={(by, text) => paths.proposalsBy({ standing: by === "all" ? undefined : by, search: text })}
      field={{
        label: "Find a proposal",
        placeholder: "Part of its text, its number, its proposer",
        maxLength: 200,
      }}
      choices={{ label: "Show", options }}
    />
  );
}

"use client";

import type { DelegateSort } from "@/lib/governance/delegate-sorts";
import { paths, type DelegatesAsked } from "@/lib/paths";
import { ListFilter } from "./list-filter";

const options = [
  { value: "votes", label: "Votes" },
  { value: "wallets", label: "Wallets" },
  { value: "taking-part", label: "Taking part" },
] as const satisfies readonly { value: DelegateSort; label: string }[];

/** Which delegates are listed, and in which order. */
export function DelegateFilter({ sort = "votes", search = "" }: DelegatesAsked) {
  return (
    <ListFilter<DelegateSort>
      search={search}
      choice={sort}
      hrefOf={(by, text) => paths.delegatesBy({ ...(by !== "votes" && { sort: by }), search: text })}
      field={{ label: "Find a delegate", placeholder: "0x…", maxLength: 42, mono: true }}
      errorOf={(typed) =>
        /^(0x[0-9a-f]{0,40})?$/i.test(typed) ? undefined : "The beginning of an address: 0x and hex digits."
      }
      choices={{ label: "Sort by", options }}
    />
  );
}

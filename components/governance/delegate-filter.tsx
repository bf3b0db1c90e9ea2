"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { TextInput } from "@/components/ui/text-input";
import type { DelegateSort } from "@/lib/governance/delegate-sorts";
import { paths, type DelegatesAsked } from "@/lib/paths";

const options = [
  { value: "votes", label: "Votes" },
  { value: "wallets", label: "Wallets" },
  { value: "taking-part", label: "Taking part" },
] as const satisfies readonly { value: DelegateSort; label: string }[];

/** Which delegates are listed, and in which order. What is chosen stands in the address, so that a link keeps it. */
export function DelegateFilter({ sort = "votes", search = "" }: DelegatesAsked) {
  const router = useRouter();
  const [text, setText] = useState(search);
  const typed = text.trim();
  const error = /^(0x[0-9a-f]{0,40})?$/i.test(typed)
    ? undefined
    : "The beginning of an address: 0x and hex digits.";
  const ask = (by: DelegateSort) =>
    router.push(
      paths.delegatesBy({
        ...(by !== "votes" && { sort: by }),
        search: error ? undefined : typed || undefined,
      }),
    );
  return (
    <search className="grid items-start gap-4 lg:grid-cols-[1fr_auto]">
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!error) ask(sort);
        }}
      >
        <div className="min-w-0 flex-1">
          <Field label="Find a delegate" error={error}>
            {(control) => (
              <TextInput
                {...control}
                type="search"
                mono
                placeholder="0x…"
                maxLength={42}
                value={text}
                onValue={setText}
              />
            )}
          </Field>
        </div>
        <div className="pt-6">
          <Button type="submit" disabledReason={error}>
            Find
          </Button>
        </div>
      </form>
      <Segmented label="Sort by" value={sort} onValue={ask} options={options} />
    </search>
  );
}

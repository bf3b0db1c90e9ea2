"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import { useSettled } from "@/components/ui/use-settled";

const restMs = 250;

/** What asks the gateway is large code, and most readers of this page search nothing. */
const SearchResults = dynamic(() => import("./search-results"), { ssr: false });

/** Finds what a hash, an address, a number or a name stands for. */
export function SearchBox() {
  const [text, setText] = useState("");
  const asked = useSettled(text.trim(), restMs);
  return (
    <search className="flex flex-col gap-3">
      <Field
        label="Find a device, lease, wallet, transaction or proposal"
        hint="By its hash, address or number, whole or as pages shorten it, or by a word of its name."
      >
        {(control) => (
          <TextInput
            {...control}
            type="search"
            maxLength={100}
            placeholder="0x… or attic"
            value={text}
            onValue={setText}
          />
        )}
      </Field>
      <div aria-live="polite">{asked !== "" && text.trim() !== "" && <SearchResults asked={asked} />}</div>
    </search>
  );
}

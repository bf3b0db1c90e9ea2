"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { TextInput } from "@/components/ui/text-input";

type ListFilterProps<Choice extends string> = {
  /** What the address asks for now. */
  search: string;
  choice: Choice;
  hrefOf: (choice: Choice, search: string | undefined) => string;
  field: { label: string; placeholder: string; maxLength: number; mono?: boolean };
  /** Why a text can find nothing. */
  errorOf?: (typed: string) => string | undefined;
  choices: { label: string; options: readonly { value: Choice; label: string }[] };
};

/** A text to find and one of a few choices. What is asked for stands in the address, so that a link keeps it. */
export function ListFilter<Choice extends string>({
  search,
  choice,
  hrefOf,
  field: { label, ...field },
  errorOf,
  choices,
}: ListFilterProps<Choice>) {
  const router = useRouter();
  const [text, setText] = useState(search);
  const [shown, setShown] = useState(search);
  // Another address is another question: the field says what that one asks, and the focus stays where it is.
  if (shown !== search) {
    setShown(search);
    setText(search);
  }
  const typed = text.trim();
  const error = errorOf?.(typed);
  const ask = (by: Choice) => router.push(hrefOf(by, error ? undefined : typed || undefined));
  return (
    <search className="grid items-start gap-4 lg:grid-cols-[1fr_auto]">
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!error) ask(choice);
        }}
      >
        <div className="min-w-0 flex-1">
          <Field label={label} error={error}>
            {(control) => <TextInput {...control} {...field} type="search" value={text} onValue={setText} />}
          </Field>
        </div>
        <div className="pt-6">
          <Button type="submit" disabledReason={error}>
            Find
          </Button>
        </div>
      </form>
      <Segmented {...choices} value={choice} onValue={ask} />
    </search>
  );
}

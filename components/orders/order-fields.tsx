import { useId, type ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import type { Draft, DraftField } from "./draft";
import type { DraftErrors } from "./parse-draft";

/** What every group of fields gets: what stands in them, how it changes, what is wrong. */
export type OrderFieldsProps = {
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
  errors: DraftErrors;
};

/** One part of the order, with its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-4">
      <h2 id={id} className="text-16 font-strong">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** The fields of a draft that hold free text. */
type TextField = {
  [Name in keyof Draft]: Draft[Name] extends string ? (string extends Draft[Name] ? Name : never) : never;
}[keyof Draft];

/** A field for a figure. It takes any text; what is no figure is said below it. */
export function FigureField({
  field,
  label,
  unit,
  hint,
  draft,
  change,
  errors,
}: OrderFieldsProps & {
  field: TextField & DraftField;
  label: string;
  unit?: string;
  hint?: string;
}) {
  return (
    <Field label={label} hint={hint} error={errors[field]}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="decimal"
          unit={unit}
          value={draft[field]}
          onValue={(value) => change({ [field]: value })}
        />
      )}
    </Field>
  );
}

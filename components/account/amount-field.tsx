import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import type { TokenName } from "./read-amount";

type AmountFieldProps = {
  token: TokenName;
  label?: string;
  text: string;
  onText: (text: string) => void;
  hint?: ReactNode;
  error?: string | undefined;
  /** What there is, as one would type it; offers to take all of it. */
  all?: string;
};

/** Where an amount is typed, with its token beside it. */
export function AmountField({ token, label = "Amount", text, onText, hint, error, all }: AmountFieldProps) {
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      aside={
        all && (
          <button type="button" className="link" onClick={() => onText(all)}>
            All of it
          </button>
        )
      }
    >
      {(control) => <TextInput {...control} inputMode="decimal" unit={token} value={text} onValue={onText} />}
    </Field>
  );
}

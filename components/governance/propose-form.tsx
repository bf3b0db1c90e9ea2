"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { keccak256, stringToHex } from "viem";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { TextArea, TextInput } from "@/components/ui/text-input";
import { callsOf } from "@/lib/governance/acts";
import { describeCall, innerCalls, type Call } from "@/lib/governance/describe-call";
import { proposalId } from "@/lib/governance/proposal-id";
import { paths } from "@/lib/paths";
import { fieldsOf, formKinds, type ActContext, type FormField, type FormKind, type Typed } from "./act-forms";
import { CodeChecks } from "./code-checks";
import { readAct } from "./read-act";

const titleMax = 120;

/** What to propose, in a form for each kind, with the acts that follow from it in words while one types. */
export function ProposeForm(context: ActContext) {
  const router = useRouter();
  const [kind, setKind] = useState<FormKind>("figure");
  const [typed, setTyped] = useState<Typed>({});
  const [title, setTitle] = useState("");
  const [why, setWhy] = useState("");
  /** Errors are told once somebody tried, not while the first letter is typed. */
  const [tried, setTried] = useState(false);

  const { act, errors = {} } = readAct(kind, typed, context);
  const description = `# ${title.trim()}\n\n${why.trim()}`;
  // The governor takes no text twice with the same acts, so the text's hash names what is put into the upgrade timelock.
  const further = { delay: context.upgradeDelay, salt: keccak256(stringToHex(description)) };
  const calls = act ? callsOf(act, context.contracts, further) : [];
  const sentences = calls.flatMap((call) => sentencesOf(call, context.contracts));
  const titleError = title.trim() ? undefined : "A title, so that members know what it is about.";

  const propose = async () => {
    setTried(true);
    if (!act || titleError) return;
    const done = await startFlow("propose", { title: title.trim(), description, calls, sentences });
    if (done) router.push(paths.proposal(proposalId(calls, description).toString()));
  };
  const choose = (next: FormKind) => {
    setKind(next);
    setTyped({});
    setTried(false);
  };
  return (
    <div className="grid items-start gap-10 lg:grid-cols-[3fr_2fr]">
      <form
        className="flex min-w-0 flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void propose();
        }}
      >
        <Field label="What to do">
          {(control) => (
            <Select
              {...control}
              value={kind}
              onValue={choose}
              options={Object.entries(formKinds).map(([value, label]) => ({
                value: value as FormKind,
                label,
              }))}
            />
          )}
        </Field>
        {fieldsOf(kind, typed, context).map((field) => (
          <ActField
            key={`${kind}-${field.name}`}
            field={field}
            value={typed[field.name] ?? field.options?.[0]?.value ?? ""}
            error={tried || typed[field.name] ? errors[field.name] : undefined}
            onValue={(value) => setTyped({ ...typed, [field.name]: value })}
          />
        ))}
        <Field label="Title" error={tried ? titleError : undefined}>
          {(control) => <TextInput {...control} maxLength={titleMax} value={title} onValue={setTitle} />}
        </Field>
        <Field label="Why" hint="What is the matter, and what gets better. It is part of what is voted on.">
          {(control) => <TextArea {...control} rows={6} maxLength={10_000} value={why} onValue={setWhy} />}
        </Field>
        <div>
          <Button type="submit" look="primary">
            Propose it
          </Button>
        </div>
      </form>
      <section aria-label="What happens if it passes" className="panel flex flex-col gap-3 p-4 md:p-6">
        <h2 className="text-16 font-strong">What happens if it passes</h2>
        <div aria-live="polite" className="flex flex-col gap-2">
          {sentences.length > 0 ? (
            sentences.map((sentence) => (
              <p key={sentence} className="break-words">
                {sentence}
              </p>
            ))
          ) : (
            <p className="text-ink-2">The acts stand here as soon as the form is filled in.</p>
          )}
        </div>
        {act?.kind === "upgrade" && <CodeChecks contract={act.contract} address={act.code} />}
      </section>
    </div>
  );
}

/** What a call does, and after it what it puts into the upgrade timelock. */
function sentencesOf(call: Call, contracts: ActContext["contracts"]): string[] {
  const say = (each: Call) => describeCall(each, contracts).sentence;
  return [say(call), ...innerCalls(call, contracts).map((inner) => `After the further delay: ${say(inner)}`)];
}

type ActFieldProps = {
  field: FormField;
  value: string;
  error: string | undefined;
  onValue: (value: string) => void;
};

function ActField({ field, value, error, onValue }: ActFieldProps) {
  const { label, hint, options, long, mono, unit } = field;
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => {
        const props = { ...control, value, onValue, ...(mono && { mono }) };
        if (options) return <Select {...control} value={value} onValue={onValue} options={options} />;
        return long ? <TextArea {...props} rows={5} /> : <TextInput {...props} {...(unit && { unit })} />;
      }}
    </Field>
  );
}

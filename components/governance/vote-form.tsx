"use client";

import { useState } from "react";
import type { Choice } from "@/components/transactions/flows/cast-vote";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { TextArea, TextInput } from "@/components/ui/text-input";
import { parseAmb } from "@/lib/governance/amb";

const options = [
  { value: "for", label: "For" },
  { value: "against", label: "Against" },
  { value: "abstain", label: "Abstain", hint: "Counts for the quorum, not for the outcome." },
  { value: "parts", label: "In parts", hint: "Divide your votes, as one who votes for several people." },
] as const;

const sides = [
  { side: "for", label: "For" },
  { side: "against", label: "Against" },
  { side: "abstain", label: "Abstain" },
] as const;

type Parts = Record<(typeof sides)[number]["side"], string>;

/** How to vote, and why. */
export function VoteForm({ proposal, title }: { proposal: string; title: string }) {
  const [kind, setKind] = useState<(typeof options)[number]["value"]>("for");
  const [parts, setParts] = useState<Parts>({ for: "", against: "", abstain: "" });
  const [reason, setReason] = useState("");
  const read = readParts(parts);
  const choice: Choice | undefined = kind === "parts" ? read : kind;
  return (
    <div className="flex flex-col gap-4">
      <Segmented label="Your vote" value={kind} onValue={setKind} options={options} />
      {kind === "parts" && (
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
          {sides.map(({ side, label }) => (
            <Field
              key={side}
              label={label}
              error={
                parts[side] && parseAmb(parts[side]) === undefined ? "An amount, such as 100." : undefined
              }
            >
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="decimal"
                  unit="AMB"
                  value={parts[side]}
                  onValue={(text) => setParts({ ...parts, [side]: text })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
      <Field label="Your reason" hint="Everybody can read it. You may leave it out.">
        {(control) => <TextArea {...control} maxLength={1000} value={reason} onValue={setReason} />}
      </Field>
      <div>
        <Button
          look="primary"
          disabledReason={choice ? undefined : "Say how many votes go to which side."}
          onClick={() =>
            choice && void startFlow("cast-vote", { proposal, title, choice, reason: reason.trim() })
          }
        >
          Vote
        </Button>
      </div>
    </div>
  );
}

/** All three amounts, where an empty field is nothing; undefined when one cannot be read or all are nothing. */
function readParts(parts: Parts) {
  const [inFavour, against, abstain] = sides.map(({ side }) => parseAmb(parts[side] || "0"));
  if (inFavour === undefined || against === undefined || abstain === undefined) return undefined;
  return inFavour + against + abstain > 0n ? { for: inFavour, against, abstain } : undefined;
}

import { ReasonChip } from "@/components/reasons/reason-chip";
import { reasonTone } from "@/components/reasons/reason-tone";
import { shortHex } from "@/components/ui/short-hex";
import { Timeline } from "@/components/ui/timeline";
import type { StateChange } from "@/lib/api/timeline";
import { reasonText } from "@/lib/reasons";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Every change of state with who made it and why: the reason ledger of a lease or a device. */
export function StateTimeline({ changes, label }: { changes: readonly StateChange[]; label: string }) {
  return (
    <Timeline
      label={label}
      entries={changes.map((change, index) => {
        const next = changes[index + 1];
        return {
          key: `${change.at}-${change.noun}-${change.to}-${index}`,
          at: change.at,
          tone: reasonTone(change.reason),
          title: (
            <span className="inline-flex flex-wrap items-center gap-2">
              {capital(change.noun)} {change.to} <ReasonChip code={change.reason} facts={change.facts} />
            </span>
          ),
          detail: (
            <>
              {reasonText(change.reason, change.facts)}{" "}
              <span className="text-ink-3">By {actorName(change.actor)}.</span>
            </>
          ),
          lasted: next && Date.parse(next.at) - Date.parse(change.at),
        };
      })}
    />
  );
}

const actorNames: Record<string, string> = {
  gateway: "the gateway",
  anyone: "somebody",
  governance: "a vote",
};
const actorName = (actor: string) => actorNames[actor] ?? shortHex(actor);

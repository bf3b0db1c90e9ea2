import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import type { ProposalState } from "@/lib/governance/proposal-state";

const words: Record<ProposalState, { tone: Tone; text: string; waits?: boolean }> = {
  pending: { tone: "amber", text: "Vote not begun", waits: true },
  active: { tone: "amber", text: "To be voted on", waits: true },
  cancelled: { tone: "neutral", text: "Withdrawn" },
  defeated: { tone: "red", text: "Not passed" },
  succeeded: { tone: "amber", text: "Passed, to be queued" },
  queued: { tone: "amber", text: "Waits in the timelock", waits: true },
  expired: { tone: "neutral", text: "Expired" },
  executed: { tone: "signal", text: "Carried out" },
};

/** Where a proposal stands. */
export function ProposalStatus({ state }: { state: ProposalState }) {
  const { tone, text, waits } = words[state];
  return (
    <Status tone={tone} dot={waits ? "breathing" : "solid"}>
      {text}
    </Status>
  );
}

import { Progress } from "@/components/ui/progress";
import { TermsBar } from "@/components/ui/terms-bar";
import { missingVotes } from "@/lib/governance/missing-votes";
import type { VoteParts } from "@/lib/governance/split-vote";
import { Amb } from "./amb";

/** How the votes stand, and what they lack. */
export function Tally({ votes, quorum }: { votes: VoteParts; quorum: bigint | null }) {
  const missing = missingVotes(votes, quorum);
  const term = (label: string, wei: bigint) => ({ label, value: Number(wei), shown: <Amb wei={wei} /> });
  return (
    <div className="panel flex flex-col gap-6 p-4 md:p-6">
      <TermsBar
        label="How the votes divide"
        terms={[
          { ...term("Against", votes.against), hint: "Counts for no quorum." },
          term("For", votes.for),
          { ...term("Abstain", votes.abstain), hint: "Counts for the quorum, not for the outcome." },
        ]}
      />
      {missing === undefined || quorum === null ? (
        <p className="text-13 text-ink-2">The quorum is known with the first block of the vote.</p>
      ) : (
        <Progress
          label="Part of the quorum that is reached"
          value={quorum === 0n ? 1 : Number(quorum - missing) / Number(quorum)}
          text={
            missing === 0n ? (
              <>
                The quorum of <Amb wei={quorum} /> is reached.
              </>
            ) : (
              <>
                <Amb wei={missing} /> missing to the quorum of <Amb wei={quorum} />
              </>
            )
          }
        />
      )}
    </div>
  );
}

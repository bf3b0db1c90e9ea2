import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import { Countdown } from "@/components/ui/time-ago";
import type { ProposalState } from "@/lib/governance/proposal-state";
import { DecidedButton } from "./decided-button";
import { FurtherSteps, type FurtherAct } from "./further-steps";
import { TimeWarp } from "./time-warp";
import { VoteForm } from "./vote-form";

type NextStepProps = {
  id: string;
  title: string;
  state: ProposalState;
  /** When the state ends by itself; absent when an act ends it. */
  until?: string;
  /** How far that is from now. */
  leftSeconds?: number;
  warps: boolean;
  signedIn: boolean;
  /** Whether the reader proposed it. */
  own: boolean;
  /** Whether too few took part, so far or at the end. */
  lacksQuorum: boolean;
  /** What it put into the upgrade timelock. */
  further: readonly FurtherAct[];
};

const skips: Partial<Record<ProposalState, string>> = {
  pending: "to the vote",
  active: "to the end of the vote",
  queued: "the wait in the timelock",
};

/** What a reader can do about a proposal where it stands, and what happens by itself. */
export function NextStep(props: NextStepProps) {
  const { id, title, state, until, leftSeconds, warps, signedIn, own, lacksQuorum, further } = props;
  const skip = skips[state];
  if (state === "executed" && further.length > 0)
    return <FurtherSteps {...{ proposal: id, title, further, warps, signedIn }} />;
  return (
    <div className="flex flex-col gap-4">
      <div className="panel flex flex-col gap-4 p-4 md:p-6">
        <Step {...{ id, title, state, until, own, lacksQuorum }} />
      </div>
      {warps && skip && leftSeconds !== undefined && (
        // One second more: the vote ends after its last second, not in it.
        <TimeWarp skips={skip} seconds={leftSeconds + 1} signedIn={signedIn} />
      )}
    </div>
  );
}

type StepProps = Pick<NextStepProps, "id" | "title" | "state" | "own" | "lacksQuorum"> & {
  until: string | undefined;
};

function Step({ id, title, state, until, own, lacksQuorum }: StepProps): ReactNode {
  const left = until && <Countdown until={until} clock="chain" />;
  switch (state) {
    case "pending":
      return (
        <>
          <p className="text-ink-2">
            The vote begins {left ? <>in {left}</> : "with the next block"}. Votes count as they are delegated
            at that moment.
          </p>
          {own && (
            <div>
              <DecidedButton look="secondary" act="cancel-proposal" proposal={id} title={title}>
                Withdraw it
              </DecidedButton>
            </div>
          )}
        </>
      );
    case "active":
      return (
        <>
          {left && <p className="text-13 text-ink-2">{left} left to vote.</p>}
          <VoteForm proposal={id} title={title} />
        </>
      );
    case "succeeded":
      return (
        <>
          <p className="text-ink-2">It has passed. Anyone may put it into the timelock.</p>
          <div>
            <DecidedButton act="queue-proposal" proposal={id} title={title}>
              Queue it
            </DecidedButton>
          </div>
        </>
      );
    case "queued":
      return left ? (
        <p className="text-ink-2">It can be carried out in {left}. Until then everybody can still leave.</p>
      ) : (
        <>
          <p className="text-ink-2">The wait is over. Anyone may carry it out.</p>
          <div>
            <DecidedButton act="execute-proposal" proposal={id} title={title}>
              Carry it out
            </DecidedButton>
          </div>
        </>
      );
    case "executed":
      return <Notice bare tone="signal" title="It is carried out and in force." />;
    case "defeated":
      return (
        <Notice bare tone="neutral" title="It has not passed.">
          {lacksQuorum ? "It did not reach its quorum." : "At least as many votes were against it as for it."}{" "}
          Nothing of it happens.
        </Notice>
      );
    case "cancelled":
    case "expired":
      return (
        <Notice bare tone="neutral" title="It was withdrawn.">
          Nothing of it happens.
        </Notice>
      );
    default:
      return state satisfies never;
  }
}

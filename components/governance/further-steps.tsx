import type { Hex } from "viem";
import { Notice } from "@/components/ui/notice";
import { Countdown } from "@/components/ui/time-ago";
import type { OperationState } from "@/lib/governance/operation-state";
import { DecidedButton } from "./decided-button";
import { TimeWarp } from "./time-warp";

/** What a proposal put into the upgrade timelock. */
export type FurtherAct = {
  id: Hex;
  sentences: readonly string[];
  state: OperationState;
  /** When its wait ends, and how far that is from now. */
  until: string;
  leftSeconds: number;
};

type FurtherStepsProps = {
  proposal: string;
  title: string;
  further: readonly FurtherAct[];
  warps: boolean;
  signedIn: boolean;
};

/** What is left to do after a proposal that changes code or a limit was carried out: the second wait, and its end. */
export function FurtherSteps({ proposal, title, further, warps, signedIn }: FurtherStepsProps) {
  const waits = further.find(({ state }) => state === "waiting");
  return (
    <div className="flex flex-col gap-4">
      {further.map((act) => (
        <div key={act.id} className="panel flex flex-col gap-4 p-4 md:p-6">
          {act.sentences.map((sentence) => (
            <p key={sentence} className="font-strong break-words">
              {sentence}
            </p>
          ))}
          <FurtherStep act={act} proposal={proposal} title={title} />
        </div>
      ))}
      {warps && waits && (
        <TimeWarp
          skips="the wait in the upgrade timelock"
          seconds={waits.leftSeconds + 1}
          signedIn={signedIn}
        />
      )}
    </div>
  );
}

function FurtherStep({ act, proposal, title }: { act: FurtherAct; proposal: string; title: string }) {
  switch (act.state) {
    case "waiting":
      return (
        <p className="text-ink-2">
          It waits in the upgrade timelock and can be carried out in{" "}
          <Countdown until={act.until} clock="chain" />. Until then everybody can still leave.
        </p>
      );
    case "ready":
      return (
        <>
          <p className="text-ink-2">The further wait is over. Anyone may carry it out.</p>
          <div>
            <DecidedButton act="execute-operation" operation={act.id} proposal={proposal} title={title}>
              Carry out the further act
            </DecidedButton>
          </div>
        </>
      );
    case "done":
      return <Notice bare tone="signal" title="It is carried out and in force." />;
    case "cancelled":
      return (
        <Notice bare tone="neutral" title="It was stopped.">
          A vote took it out of the upgrade timelock. Nothing of it happens.
        </Notice>
      );
    default:
      return act.state satisfies never;
  }
}

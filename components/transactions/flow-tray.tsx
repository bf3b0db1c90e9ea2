"use client";

import { useEffect } from "react";
import { Popover } from "@/components/ui/popover";
import { Status } from "@/components/ui/status";
import { useStore } from "@/components/ui/store";
import type { Tone } from "@/components/ui/tone";
import { flowStore, forgetFlow, openFlow, restoreFlows, type FlowRecord } from "./flow-store";

/** Transactions that are under way, in the header, so that a closed dialog can be found again. */
export function FlowTray() {
  const flows = useStore(flowStore).filter(({ progress, open }) => !open && progress.phase !== "review");
  useEffect(restoreFlows, []);
  if (flows.length === 0) return null;
  const busy = flows.filter(
    ({ progress }) => progress.phase === "pending" || progress.phase === "wallet",
  ).length;
  return (
    <Popover
      triggerClassName="hover:bg-hover text-13 inline-flex h-10 items-center px-3 pointer-fine:h-8"
      trigger={
        <Status tone={busy > 0 ? "amber" : "neutral"} dot={busy > 0 ? "breathing" : "solid"}>
          <span className="sr-only">Transactions:</span>
          {busy > 0 ? `${busy} under way` : `${flows.length} ended`}
        </Status>
      }
    >
      <ul className="divide-line -my-2 divide-y">
        {flows.map((flow) => (
          <li key={flow.id} className="flex items-center justify-between gap-3 py-2">
            <div className="min-w-0">
              <p className="font-strong truncate">{flow.title}</p>
              <State flow={flow} />
            </div>
            <button
              type="button"
              onClick={() => (hasMore(flow) ? openFlow(flow.id) : forgetFlow(flow.id))}
              className="link shrink-0"
            >
              {hasMore(flow) ? "Open" : "Dismiss"}
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

const words: Record<FlowRecord["progress"]["phase"], [Tone, string]> = {
  review: ["neutral", "Not begun"],
  wallet: ["amber", "Your wallet is asking"],
  pending: ["amber", "Under way"],
  failed: ["red", "Needs you"],
  done: ["signal", "Done"],
};

const isInPart = ({ said }: FlowRecord) => typeof said === "object";

/** Whether its dialog says what is not said here. */
const hasMore = (flow: FlowRecord) => flow.progress.phase !== "done" || isInPart(flow);

function State({ flow }: { flow: FlowRecord }) {
  const [tone, text]: [Tone, string] = isInPart(flow)
    ? ["amber", "Done in part"]
    : words[flow.progress.phase];
  return <Status tone={tone}>{text}</Status>;
}

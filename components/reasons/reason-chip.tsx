"use client";

import { clsx } from "clsx";
import { Definitions } from "@/components/ui/definitions";
import { Popover } from "@/components/ui/popover";
import { toneGround, toneText } from "@/components/ui/tone";
import {
  reasonNext,
  reasons,
  reasonText,
  type Fault,
  type ReasonCode,
  type ReasonFacts,
} from "@/lib/reasons";
import { reasonName, reasonTone } from "./reason-tone";

const faults: Record<Fault, string> = {
  nobody: "Nobody",
  customer: "The customer",
  device: "The device",
  network: "The network",
  platform: "The gateway",
};

/** The reason of a state. A press tells what happened, who was at fault, what is billed and what comes next. */
export function ReasonChip({ code, facts }: { code: ReasonCode; facts?: ReasonFacts }) {
  const { fault, billed, retried } = reasons[code];
  const tone = reasonTone(code);
  return (
    <Popover
      trigger={reasonName(code)}
      triggerClassName={clsx(
        "text-12 font-strong px-1.5 py-0.5 whitespace-nowrap",
        toneText[tone],
        toneGround[tone],
      )}
    >
      <p className="font-strong">{reasonText(code, facts)}</p>
      <p className="text-ink-2 mt-1 mb-3">{reasonNext(code, facts)}</p>
      <Definitions
        items={[
          { name: "At fault", value: faults[fault] },
          { name: "Billed", value: billed === "nothing" ? "Nothing" : "The seconds that ran" },
          { name: "Tried again", value: retried ? "Yes, by itself" : "No" },
          { name: "Code", value: <code className="text-12 font-mono">{code}</code> },
        ]}
      />
    </Popover>
  );
}

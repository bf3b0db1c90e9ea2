import type { z } from "zod";
import { Button, ButtonLink } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Disclosure } from "@/components/ui/disclosure";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import type { measuredEnrolmentSchema } from "@/lib/api/devices";
import { paths } from "@/lib/paths";
import { DriverList, HardwareList, resourceText } from "./hardware-list";
import { MeasuredList } from "./measured-list";

export type Enrolment = z.infer<typeof measuredEnrolmentSchema>;

const states: Record<Enrolment["state"], { tone: Tone; text: string }> = {
  "waiting-for-operator": { tone: "amber", text: "Waits for your signature" },
  "waiting-for-device": { tone: "amber", text: "The device signs in answer" },
  done: { tone: "signal", text: "Yours" },
  expired: { tone: "neutral", text: "Ended: start its agent again" },
};

type EnrolmentCardProps = {
  enrolment: Enrolment;
  /** Signs for this one alone, where there are several. */
  onSign: (() => void) | undefined;
};

/** One device on its way: what it is, how far it has come, and what comes next. */
export function EnrolmentCard({ enrolment, onSign }: EnrolmentCardProps) {
  const { device, report, state, measured } = enrolment;
  const { tone, text } = states[state];
  return (
    <li aria-label={report.name} className="panel flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <HexAvatar id={device} size={32} />
        {/* On a phone its state stands below, so that neither is squeezed. */}
        <div className="min-w-0 flex-1 basis-56">
          <p className="font-strong break-words">{report.name}</p>
          <p className="text-13 text-ink-2">
            <Copyable value={device} noun="device id" /> · {resourceText(report.offered)}
          </p>
        </div>
        <Status tone={tone} dot={state === "waiting-for-device" ? "breathing" : "solid"}>
          {text}
        </Status>
        {state === "done" && (
          <ButtonLink size="s" href={paths.device(device)}>
            Open the device
          </ButtonLink>
        )}
        {state === "waiting-for-operator" && onSign && (
          <Button size="s" onClick={onSign}>
            Sign <span className="sr-only">for {report.name}</span>
          </Button>
        )}
      </div>
      <Disclosure
        label="What it says of itself, and what was measured"
        open={state === "waiting-for-operator" && !onSign}
      >
        <div className="grid gap-x-10 gap-y-4 lg:grid-cols-2">
          <div>
            <h3 className="text-13 font-strong mb-2">What its agent says</h3>
            <HardwareList {...report} />
            <h3 className="text-13 font-strong mt-4 mb-2">What it can run</h3>
            <DriverList drivers={report.drivers} />
          </div>
          <div>
            <h3 className="text-13 font-strong mb-2">What was measured</h3>
            <MeasuredList measured={measured} hasGpu={report.hardware.gpus.length > 0} />
          </div>
        </div>
      </Disclosure>
    </li>
  );
}

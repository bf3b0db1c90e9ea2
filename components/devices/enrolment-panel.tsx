"use client";

import { useQuery } from "@tanstack/react-query";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Copyable } from "@/components/ui/copyable";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Section } from "@/components/ui/section";
import type { Enrolment } from "./enrolment-card";
import { EnrolmentStep } from "./enrolment-step";
import { DriverList, HardwareList } from "./hardware-list";
import { MeasuredList } from "./measured-list";

const pollMs = 1500;

/** A device that dialled in and waits for its operator: what it is, and the signature that makes it yours. */
export function EnrolmentPanel({
  initial,
  wallet,
}: {
  initial: Enrolment;
  wallet: `0x${string}` | undefined;
}) {
  const enrolment = useQuery({
    ...api.devices.enrolment.queryOptions({ input: { id: initial.id } }),
    initialData: initial,
    refetchInterval: ({ state }) =>
      state.data?.state === "done" || state.data?.state === "expired" ? false : pollMs,
  });
  const { device, report, measured } = enrolment.data;
  return (
    <div className="grid items-start gap-10 lg:grid-cols-[3fr_2fr]">
      <div className="flex min-w-0 flex-col gap-8">
        <div className="flex items-center gap-3">
          <HexAvatar id={device} size={40} />
          <div className="min-w-0">
            <p className="text-16 font-strong break-words">{report.name}</p>
            <Copyable value={device} noun="device id" />
          </div>
        </div>
        <Section title="What its agent found">
          <HardwareList
            hardware={report.hardware}
            offered={report.offered}
            country={report.country}
            agentVersion={report.agentVersion}
          />
        </Section>
        <Section title="What was measured">
          <MeasuredList measured={measured} hasGpu={report.hardware.gpus.length > 0} />
        </Section>
        <Section title="What it can run">
          <DriverList drivers={report.drivers} />
        </Section>
      </div>
      <section aria-label="Enrolment" aria-live="polite" className="panel flex flex-col gap-4 p-4 md:p-6">
        <EnrolmentStep enrolment={enrolment.data} wallet={wallet} />
        {enrolment.isRefetchError && <Failure error={enrolment.error} still="The device keeps waiting." />}
      </section>
    </div>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getAddress, isAddress } from "viem";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { Address } from "@/components/ui/address";
import { Button, ButtonLink } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Countdown } from "@/components/ui/time-ago";
import { paths } from "@/lib/paths";
import type { Enrolment } from "./enrolment-card";
import { DriverList, HardwareList } from "./hardware-list";
import { MeasuredList } from "./measured-list";
import { PayoutField, payoutError } from "./payout-field";

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
            <p className="text-16 font-strong">{report.name}</p>
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
        <Step enrolment={enrolment.data} wallet={wallet} />
        {enrolment.isRefetchError && <Failure error={enrolment.error} still="The device keeps waiting." />}
      </section>
    </div>
  );
}

function Step({ enrolment, wallet }: { enrolment: Enrolment; wallet: `0x${string}` | undefined }) {
  const { device, report, state } = enrolment;
  if (state === "done")
    return (
      <Notice
        bare
        tone="signal"
        title={`${report.name} is yours.`}
        action={
          <ButtonLink size="s" href={paths.device(device)}>
            Open the device
          </ButtonLink>
        }
      >
        It is enrolled on chain and takes leases as long as its agent runs.
      </Notice>
    );
  if (state === "expired")
    return (
      <Notice bare tone="amber" title="This enrolment has ended.">
        Start the agent again on the machine; it prints a new address to open.
      </Notice>
    );
  if (state === "waiting-for-device")
    return (
      <Notice bare tone="amber" title="You have signed. The device signs in answer.">
        Its agent does so by itself within seconds. Leave it running.
      </Notice>
    );
  return <Signature enrolment={enrolment} wallet={wallet} />;
}

function Signature({ enrolment, wallet }: { enrolment: Enrolment; wallet: `0x${string}` | undefined }) {
  const { id, device, report, nonce, validUntil, invitedBy } = enrolment;
  const [text, setText] = useState<string>(wallet ? getAddress(wallet) : "");
  const joining = useQuery({ ...api.devices.joining.queryOptions(), enabled: wallet !== undefined });
  const payout = joining.data?.payout ?? text;
  return (
    <>
      <div>
        <p className="font-strong">It waits for its operator’s signature.</p>
        <p className="text-13 text-ink-2">
          Sign only for a machine that you run: its id stands in the agent’s window too.{" "}
          <Countdown until={new Date(validUntil * 1000).toISOString()} /> left.
        </p>
      </div>
      {wallet && <PayoutField inForce={joining.data?.payout ?? null} value={text} onValue={setText} />}
      {invitedBy && invitedBy !== wallet && (
        <p className="text-13 text-amber">
          It came with a token of <Address of={invitedBy} />. Only that wallet can sign for it.
        </p>
      )}
      <div>
        {wallet ? (
          <Button
            look="primary"
            busy={joining.isPending ? "Looking up where you are paid…" : undefined}
            disabledReason={
              invitedBy && invitedBy !== wallet ? "It came with another wallet’s token." : payoutError(payout)
            }
            onClick={() =>
              isAddress(payout) &&
              void startFlow("sponsor-devices", {
                devices: [{ enrolment: id, device, name: report.name, nonce, validUntil }],
                payout: getAddress(payout),
              })
            }
          >
            Sign for it
          </Button>
        ) : (
          <Button look="primary" onClick={() => void startFlow("sign-in", null)}>
            Sign in as its operator
          </Button>
        )}
      </div>
    </>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getAddress, isAddress } from "viem";
import { api } from "@/components/api/api";
import { startFlow } from "@/components/transactions/flow-store";
import { Address } from "@/components/ui/address";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Countdown } from "@/components/ui/time-ago";
import { paths } from "@/lib/paths";
import type { Enrolment } from "./enrolment-card";
import { PayoutField, payoutError } from "./payout-field";

type StepProps = {
  enrolment: Enrolment;
  wallet: `0x${string}` | undefined;
  /** The device is the tab that its reader has before them, and no machine elsewhere. */
  isThisTab?: boolean;
};

/** How far a device has come on its way to its operator, and the signature where one is due. */
export function EnrolmentStep({ enrolment, wallet, isThisTab = false }: StepProps) {
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
        It is enrolled on chain and takes leases as long as{" "}
        {isThisTab ? "this tab is open" : "its agent runs"}.
      </Notice>
    );
  if (state === "expired")
    return (
      <Notice bare tone="amber" title="This enrolment has ended.">
        {isThisTab
          ? "Load this page again, and lend the tab once more."
          : "Start the agent again on the machine; it prints a new address to open."}
      </Notice>
    );
  if (state === "waiting-for-device")
    return (
      <Notice bare tone="amber" title="You have signed. The device signs in answer.">
        {isThisTab ? "This tab does so by itself" : "Its agent does so by itself"} within seconds. Leave it
        {isThisTab ? " open." : " running."}
      </Notice>
    );
  return <Signature enrolment={enrolment} wallet={wallet} isThisTab={isThisTab} />;
}

function Signature({ enrolment, wallet, isThisTab }: StepProps) {
  const { id, device, report, nonce, validUntil, invitedBy } = enrolment;
  const [text, setText] = useState<string>(wallet ? getAddress(wallet) : "");
  const joining = useQuery({ ...api.devices.joining.queryOptions(), enabled: wallet !== undefined });
  const payout = joining.data?.payout ?? text;
  return (
    <>
      <div>
        <p className="font-strong">It waits for its operator’s signature.</p>
        <p className="text-13 text-ink-2">
          {isThisTab
            ? "Once: as long as this browser keeps its key, it is the same device."
            : "Sign only for a machine that you run: its id stands in the agent’s window too."}{" "}
          <Countdown until={new Date(validUntil * 1000).toISOString()} /> left.
        </p>
      </div>
      {wallet && <PayoutField inForce={joining.data?.payout ?? null} value={text} onValue={setText} />}
      {invitedBy && invitedBy !== wallet && (
        <p className="text-13 text-amber">
          Only <Address of={invitedBy} /> can sign for it: it came with that wallet’s token.
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

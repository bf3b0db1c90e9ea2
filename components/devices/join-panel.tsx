"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getAddress, isAddress, type Address } from "viem";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { SkeletonLines } from "@/components/ui/skeleton";
import type { joiningSchema } from "@/lib/api/devices";
import { EnrolmentCard, type Enrolment } from "./enrolment-card";
import { JoinCommand } from "./join-command";
import { OpenTokens } from "./open-tokens";
import { PayoutField, payoutError } from "./payout-field";
import { WaitingForDevices } from "./waiting-for-devices";

type Joining = z.infer<typeof joiningSchema>;

const pollMs = 1500;

/** Everything on the way from a command to a device: the command, what dialled in with it, the signatures. */
export function JoinPanel({ wallet }: { wallet: Address }) {
  const joining = useQuery({ ...api.devices.joining.queryOptions(), refetchInterval: pollMs });
  const [revoked, setRevoked] = useState<readonly string[]>([]);
  return (
    <>
      <Section title="The command">
        <JoinCommand revoked={revoked} />
        {joining.data && (
          <OpenTokens tokens={joining.data.tokens} onRevoked={(id) => setRevoked([...revoked, id])} />
        )}
      </Section>
      <Section title="Devices that dialled in">
        {joining.data ? (
          <Arrivals joining={joining.data} wallet={wallet} />
        ) : joining.isError ? (
          <Failure error={joining.error} onRetry={() => void joining.refetch()} />
        ) : (
          <SkeletonLines lines={3} label="Loading your devices" />
        )}
      </Section>
    </>
  );
}

function Arrivals({ joining, wallet }: { joining: Joining; wallet: Address }) {
  const [payout, setPayout] = useState<string>(getAddress(wallet));
  const paidTo = joining.payout ?? payout;
  const waiting = joining.enrolments.filter(({ state }) => state === "waiting-for-operator");
  const others = joining.enrolments.filter(({ state }) => state !== "waiting-for-operator");
  const sign = (some: readonly Enrolment[]) => {
    if (!isAddress(paidTo)) return;
    const devices = some.map(({ id, device, report: { name }, nonce, validUntil }) => ({
      enrolment: id,
      device,
      name,
      nonce,
      validUntil,
    }));
    void startFlow("sponsor-devices", { devices, payout: getAddress(paidTo) });
  };
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      <WaitingForDevices tokens={joining.tokens} arrived={joining.enrolments.length} />
      {waiting.length > 0 && (
        <div className="panel flex flex-col gap-4 p-4 md:p-6">
          <PayoutField inForce={joining.payout} value={payout} onValue={setPayout} />
          <div>
            <Button look="primary" disabledReason={payoutError(paidTo)} onClick={() => sign(waiting)}>
              {waiting.length === 1
                ? `Sign for ${waiting[0]!.report.name}`
                : `Sign for all ${waiting.length}`}
            </Button>
          </div>
        </div>
      )}
      <ul className="flex flex-col gap-4">
        {[...waiting, ...others].map((enrolment) => (
          <EnrolmentCard
            key={enrolment.id}
            enrolment={enrolment}
            onSign={waiting.length > 1 ? () => sign([enrolment]) : undefined}
          />
        ))}
      </ul>
    </div>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { Address } from "@/components/ui/address";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { Progress } from "@/components/ui/progress";
import { SkeletonLines } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Tone } from "@/components/ui/tone";
import type { SessionScope } from "@/components/wallet/holds-session-keys";
import { sessionKeysOf } from "@/components/wallet/session-key-store";
import type { sessionKeySchema } from "@/lib/api/session-keys";

type SessionKey = z.infer<typeof sessionKeySchema> & { here: boolean };

const states: Record<SessionKey["state"], { tone: Tone; text: string }> = {
  signed: { tone: "amber", text: "On its way to the contract" },
  authorised: { tone: "signal", text: "In force" },
  expired: { tone: "neutral", text: "Ended" },
  revoked: { tone: "neutral", text: "Revoked" },
};
const inForce = ({ state }: SessionKey) => state === "signed" || state === "authorised";

const columns: readonly Column<SessionKey>[] = [
  {
    key: "key",
    head: "Key",
    onPhone: "title",
    cell: ({ key, here }) => (
      <span className="inline-flex flex-wrap items-center gap-2">
        <Address of={key} noun="session key" />
        {here && <Badge hint="This browser holds it and signs orders with it.">this browser</Badge>}
      </span>
    ),
  },
  {
    key: "state",
    head: "State",
    onPhone: "aside",
    cell: ({ state }) => <Status tone={states[state].tone}>{states[state].text}</Status>,
  },
  {
    key: "left",
    head: "Left of its cap",
    cell: ({ left, cap }) => (
      <Progress
        label="Left of its cap"
        value={cap > 0n ? Number(left) / Number(cap) : 0}
        text={
          <>
            <Money amount={left} /> of <Money amount={cap} />
          </>
        }
      />
    ),
  },
  { key: "until", head: "Ends", cell: ({ validUntil }) => <TimeAgo at={validUntil} /> },
  {
    key: "revoke",
    head: "End it",
    align: "right",
    cell: (row) =>
      inForce(row) && (
        <Button size="s" onClick={() => void startFlow("revoke-session", { key: row.key })}>
          Revoke
        </Button>
      ),
  },
];

/** The keys that may spend from the balance, and what is left of each. */
export function SessionKeys({ scope }: { scope: SessionScope }) {
  const keys = useQuery(api.sessionKeys.list.queryOptions());
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    setHeld(new Set(sessionKeysOf(scope).map(({ key }) => key.toLowerCase())));
    // Which keys this browser holds changes when the gateway's list does.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [keys.data]);

  if (keys.isPending) return <SkeletonLines lines={3} label="Loading session keys" />;
  if (keys.isError)
    return (
      <Failure
        error={keys.error}
        still="Keys that are in force stay so."
        onRetry={() => void keys.refetch()}
      />
    );
  const rows = keys.data.map((key) => ({ ...key, here: held.has(key.key.toLowerCase()) }));
  if (rows.length === 0)
    return (
      <EmptyState title="No key may spend from this balance.">
        A session key lets a browser or a program sign orders without asking your wallet, up to a cap and a
        date.
      </EmptyState>
    );
  return <Table caption="Session keys" columns={columns} rows={rows} rowKey={({ key }) => key} />;
}

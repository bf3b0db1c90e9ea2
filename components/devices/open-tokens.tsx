"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { Countdown, TimeAgo } from "@/components/ui/time-ago";
import type { joiningSchema } from "@/lib/api/devices";

type Token = z.infer<typeof joiningSchema>["tokens"][number];

type OpenTokensProps = { tokens: readonly Token[]; onRevoked: (id: string) => void };

/** The commands that still let a machine in: how many came with each, until when, and the way to take it back. */
export function OpenTokens({ tokens, onRevoked }: OpenTokensProps) {
  const queries = useQueryClient();
  const revoke = useMutation({
    ...api.devices.revokeToken.mutationOptions(),
    onSuccess: (_, { id }) => {
      onRevoked(id);
      return queries.invalidateQueries({ queryKey: api.devices.joining.key() });
    },
  });
  return (
    <div className="flex flex-col gap-3">
      {tokens.length > 0 && (
        <ul aria-label="Open commands" className="panel divide-line divide-y">
          {tokens.map((token) => (
            <li key={token.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 p-4">
              <div>
                <p>
                  {token.used} of {machines(token.devices)} came with it
                </p>
                <p className="text-13 text-ink-2">
                  Made <TimeAgo at={token.createdAt} />, good for <Countdown until={token.expiresAt} />
                </p>
              </div>
              <Button
                size="s"
                busy={revoke.isPending && revoke.variables.id === token.id ? "Revoking…" : undefined}
                onClick={() => revoke.mutate({ id: token.id })}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      <output className="text-13 text-ink-2 empty:hidden">
        {revoke.isSuccess && "Revoked. No further machine can come with that command; those that came stay."}
      </output>
      {revoke.isError && <Failure error={revoke.error} />}
    </div>
  );
}

const machines = (count: number) => (count === 1 ? "1 machine" : `${count} machines`);

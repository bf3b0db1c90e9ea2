"use client";

import { useMutation } from "@tanstack/react-query";
import { FastForward } from "lucide-react";
import { useRouter } from "next/navigation";
import { api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

type TimeWarpProps = {
  /** What is skipped: "the vote", "the timelock". */
  skips: string;
  seconds: number;
  signedIn: boolean;
};

/** Puts the clock of the local chain forward. It says what it is, because nothing like it exists elsewhere. */
export function TimeWarp({ skips, seconds, signedIn }: TimeWarpProps) {
  const router = useRouter();
  const warp = useMutation({
    ...api.governance.warpTime.mutationOptions(),
    onSuccess: async () => {
      await queryClient().invalidateQueries();
      router.refresh();
    },
  });
  return (
    <div className="border-amber rounded-panel flex flex-col gap-3 border border-dashed p-4">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone="amber">local chain only</Badge>
        <span className="text-13 text-ink-2">
          The clock of this chain can be put forward, for everything on it.
        </span>
      </div>
      <div>
        <Button
          icon={FastForward}
          busy={warp.isPending ? "The clock is put forward…" : undefined}
          onClick={() => (signedIn ? warp.mutate({ seconds }) : void startFlow("sign-in", null))}
        >
          Skip {skips}
        </Button>
      </div>
      {warp.isError && <Failure error={warp.error} />}
    </div>
  );
}

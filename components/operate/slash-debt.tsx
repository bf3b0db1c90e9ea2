"use client";

import { Amb } from "@/components/governance/amb";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";

/** What slashes owe to a wallet in AMB wei, and the way to it. */
export function SlashDebt({ owed }: { owed: bigint }) {
  return (
    <section
      aria-label="What slashes owe you"
      className="panel flex flex-wrap items-center justify-between gap-4 p-4 md:p-6"
    >
      <div>
        <p className="font-strong">
          Slashes owe you <Amb wei={owed} />.
        </p>
        <p className="text-13 text-ink-2">
          Who reports a lie gets a bounty out of the liar’s stake. It waits in the contract until you collect
          it.
        </p>
      </div>
      <Button look="primary" onClick={() => void startFlow("collect", null)}>
        Collect it
      </Button>
    </section>
  );
}

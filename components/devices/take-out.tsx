"use client";

import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";

/** The way out of the market, with what it means before anything is pressed. */
export function TakeOut({ device, name }: { device: `0x${string}`; name: string }) {
  return (
    <div className="panel flex flex-col items-start gap-3 p-4 md:p-6">
      <p className="text-13 text-ink-2 measure">
        Taken out, {name} takes no new lease; what runs goes on to its end and is paid. Its class and tier are
        gone and its stake is free. To stop for a while, switch off “Takes new leases” instead.
      </p>
      <Button look="danger" onClick={() => void startFlow("retire-devices", { devices: [{ device, name }] })}>
        Take {name} out
      </Button>
    </div>
  );
}

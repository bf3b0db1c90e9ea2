import type { z } from "zod";
import { Disclosure } from "@/components/ui/disclosure";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Countdown } from "@/components/ui/time-ago";
import type { joiningSchema } from "@/lib/api/devices";

type WaitingProps = {
  tokens: z.infer<typeof joiningSchema>["tokens"];
  /** Devices that are listed already. */
  arrived: number;
};

/** For how many devices the page still waits, and what to look at when none comes. */
export function WaitingForDevices({ tokens, arrived }: WaitingProps) {
  const [newest] = tokens;
  if (!newest)
    return arrived > 0 ? null : (
      <EmptyState title="Your machines appear here.">Make the command and run it on one of them.</EmptyState>
    );
  const open = tokens.reduce((sum, { devices, used }) => sum + devices - used, 0);
  return (
    <Notice
      tone="amber"
      title={open === 1 ? "Waits for one machine to dial in" : `Waits for ${open} machines to dial in`}
    >
      <p>
        It appears within seconds of its start; it measures itself first. The newest command is good for{" "}
        <Countdown until={newest.expiresAt} />.
      </p>
      <div className="mt-2">
        <Disclosure label="None appears?">
          <ul className="flex list-disc flex-col gap-1 pl-4">
            <li>The window of the agent says what it waits for, or why it was refused, with a reason.</li>
            <li>
              <code>npm run device -- doctor</code> looks at the key, the clock, the gateway and the
              isolation.
            </li>
            <li>
              The machine has to reach this address, outwards: open{" "}
              <code className="break-all">/api/health</code> of it there. Its clock may be wrong by a minute
              at most.
            </li>
            <li>
              A machine that is a device already connects and asks for nothing: it stands among your devices.
              Another device on the same machine needs a folder of its own: <code>--home</code>.
            </li>
          </ul>
        </Disclosure>
      </div>
    </Notice>
  );
}

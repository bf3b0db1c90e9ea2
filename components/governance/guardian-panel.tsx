import type { z } from "zod";
import { Address } from "@/components/ui/address";
import { Definitions } from "@/components/ui/definitions";
import { Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import type { governanceContract } from "@/lib/api/governance";

type Guardian = z.infer<NonNullable<(typeof governanceContract)["guardian"]["~orpc"]["outputSchema"]>>;

/** What each bit of a pause stops. */
const stopped: Record<number, string> = {
  1: "Opening long leases",
  2: "Staking",
  4: "Enrolling devices",
  8: "Posting roots of measurements",
};

/** Who holds the emergency brake, what it can do, and when its powers end. */
export function GuardianPanel({ guardian }: { guardian: Guardian }) {
  const { council, expiresAt, pauses } = guardian;
  return (
    <div className="panel grid items-start gap-x-16 gap-y-4 p-4 md:grid-cols-2 md:p-6">
      <p className="text-13 text-ink-2 measure">
        For emergencies. It can stop new business for a short time, withdraw a proposal, stop a rewards root
        before it counts, and give a large slash back. It cannot move money, propose, carry out or change
        code, and no withdrawal ever looks at a pause.
      </p>
      <Definitions
        items={[
          { name: "Held by", value: <Address of={council} noun="address of the council" /> },
          {
            name: "Its powers end",
            hint: "Only a vote extends them.",
            value: <TimeAgo at={expiresAt} clock="chain" />,
          },
          {
            name: "Stops now",
            value:
              pauses.length === 0 ? (
                <Status tone="signal">nothing</Status>
              ) : (
                <span className="flex flex-col gap-1">
                  {pauses.map(({ bit, until }) => (
                    <span key={bit}>
                      <Status tone="red">{stopped[bit] ?? `Bit ${bit}`}</Status> until{" "}
                      <TimeAgo at={until} clock="chain" />
                    </span>
                  ))}
                </span>
              ),
          },
        ]}
      />
    </div>
  );
}

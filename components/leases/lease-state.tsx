import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import type { Lease } from "@/lib/api/leases";
import { reasonTone } from "@/components/reasons/reason-tone";

/** What each state is called. */
export const leaseStateWords: Record<Lease["state"], string> = {
  offered: "Offered to the device",
  starting: "Starting",
  running: "Running",
  ended: "Ended",
};

/** Where a lease stands, as a dot and a word. */
export function LeaseState({ lease }: { lease: Pick<Lease, "state" | "reason"> }) {
  const tone: Tone =
    lease.state === "ended" ? reasonTone(lease.reason) : lease.state === "running" ? "signal" : "amber";
  return (
    <Status tone={tone} dot={lease.state === "ended" ? "solid" : "breathing"}>
      {leaseStateWords[lease.state]}
    </Status>
  );
}

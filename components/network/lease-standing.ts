import { leaseStateWords } from "@/components/leases/lease-state";
import { reasonName, reasonTone } from "@/components/reasons/reason-tone";
import type { Tone } from "@/components/ui/tone";
import type { PublicLease } from "@/lib/api/network";

/** A lease with where it stands in a word: the table of every reason stays on the server. */
export type LeaseStanding = Omit<PublicLease, "state" | "reason"> & {
  standing: { tone: Tone; word: string; settled: boolean };
};

/** Of a lease that has ended, how it did says more than that it has. */
export const leaseStanding = ({ state, reason, ...lease }: PublicLease): LeaseStanding => ({
  ...lease,
  standing:
    state === "ended"
      ? { tone: reasonTone(reason), word: reasonName(reason), settled: true }
      : { tone: state === "running" ? "signal" : "amber", word: leaseStateWords[state], settled: false },
});

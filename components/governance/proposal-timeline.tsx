import Link from "next/link";
import { shortHex } from "@/components/ui/short-hex";
import { Timeline } from "@/components/ui/timeline";
import { paths } from "@/lib/paths";

/** `at` is missing when nobody remembers it. */
type LifeEvent = { title: string; at: string | undefined; transaction?: string };

/** The dates of a proposal, gone by and to come. */
export function ProposalTimeline({ events }: { events: readonly LifeEvent[] }) {
  return (
    <Timeline
      label="Life of the proposal"
      clock="chain"
      entries={events.map(({ title, at, transaction }) => ({
        key: title,
        at,
        title,
        tone: title === "Withdrawn" ? "red" : title === "Carried out" ? "signal" : "neutral",
        ...(transaction && {
          detail: (
            <Link href={paths.transaction(transaction)} className="link font-mono">
              {shortHex(transaction)}
            </Link>
          ),
        }),
      }))}
    />
  );
}

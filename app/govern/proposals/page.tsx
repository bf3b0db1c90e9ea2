import type { Metadata } from "next";
import { loadProposals } from "@/app/govern/load-proposals";
import { ProposalFilter } from "@/components/governance/proposal-filter";
import { ProposalTable } from "@/components/governance/proposal-table";
import { Refresh } from "@/components/network/refresh";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { PageHead } from "@/components/ui/section";
import { proposalStandings, type ProposalStanding } from "@/lib/governance/proposal-state";
import { paths } from "@/lib/paths";

export const metadata: Metadata = { title: "Proposals" };

const refreshMs = 10_000;
const shown = 25;

export default async function ProposalsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const typed = await searchParams;
  const asked = { standing: standingIn(typed["standing"]), search: textIn(typed["search"]) };
  const after = cursorIn(typed["after"]);
  const { lines, next } = await loadProposals({ limit: shown, cursor: after, ...asked });
  const narrowed = asked.standing !== undefined || asked.search !== undefined || after !== undefined;
  return (
    <div className="flex flex-col gap-8">
      <Refresh everyMs={refreshMs} />
      <PageHead title="Proposals" aside={<ButtonLink href={paths.propose}>Propose</ButtonLink>}>
        Everything that was ever put to the vote here, the newest first.
      </PageHead>
      <ProposalFilter {...asked} />
      {lines.length > 0 ? (
        <ProposalTable proposals={lines} />
      ) : (
        <EmptyState
          title={narrowed ? "No proposal is like that." : "Nothing has been proposed yet."}
          action={
            narrowed ? (
              <ButtonLink href={paths.proposals}>Show all</ButtonLink>
            ) : (
              <ButtonLink href={paths.propose}>Propose something</ButtonLink>
            )
          }
        >
          {narrowed
            ? "Look for fewer letters, or among all of them."
            : "A proposal is a text and the exact acts that follow if it passes."}
        </EmptyState>
      )}
      <Pager
        of="proposals"
        first={after !== undefined && { href: paths.proposalsBy(asked), label: "From the newest" }}
        next={
          next !== undefined && { href: paths.proposalsBy({ ...asked, after: next }), label: "Older ones" }
        }
      />
    </div>
  );
}

type Typed = string | string[] | undefined;

const standingIn = (typed: Typed): ProposalStanding | undefined =>
  typeof typed === "string" && Object.hasOwn(proposalStandings, typed)
    ? (typed as ProposalStanding)
    : undefined;

const textIn = (typed: Typed) => (typeof typed === "string" && typed.trim().slice(0, 200)) || undefined;

/** An address that somebody changed by hand begins with the newest. */
const cursorIn = (typed: Typed) =>
  typeof typed === "string" && /^\d{1,12}_\d{1,78}$/.test(typed) ? typed : undefined;

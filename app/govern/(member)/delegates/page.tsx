import type { Metadata } from "next";
import { gateway, loadSignedIn } from "@/app/gateway";
import { DelegateFilter } from "@/components/governance/delegate-filter";
import { DelegateTable } from "@/components/governance/delegate-table";
import { Refresh } from "@/components/network/refresh";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { Section } from "@/components/ui/section";
import { delegateSorts, type DelegateSort } from "@/lib/governance/delegate-sorts";
import { paths } from "@/lib/paths";

export const metadata: Metadata = { title: "Delegates" };

const refreshMs = 10_000;
const shown = 25;

export default async function DelegatesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const typed = await searchParams;
  const asked = { sort: sortIn(typed["sort"]), search: matching(/^0x[0-9a-f]{0,40}$/i, typed["search"]) };
  const after = matching(/^\d{1,6}$/, typed["after"]);
  const [{ items, proposals, next }, signedIn] = await Promise.all([
    (await gateway()).governance.delegates({ ...asked, cursor: after, limit: shown }),
    loadSignedIn(),
  ]);
  const narrowed = asked.search !== undefined || after !== undefined;
  return (
    <>
      <Refresh everyMs={refreshMs} />
      <Section title="Who votes for others">
        <p className="text-ink-2 measure">
          Whom you delegate to votes with your AMB, which stay in your wallet. You can take the votes back at
          any time. {proposals.length > 0 && `Taking part is counted in ${counted(proposals.length)}.`}
        </p>
        <DelegateFilter {...asked} />
        {items.length > 0 ? (
          <DelegateTable delegates={items} proposals={proposals} wallet={signedIn?.wallet} />
        ) : (
          <EmptyState
            title={narrowed ? "No delegate is like that." : "Nobody votes for others yet."}
            action={
              narrowed ? (
                <ButtonLink href={paths.delegates}>Show all</ButtonLink>
              ) : (
                <ButtonLink href={paths.govern}>See your votes</ButtonLink>
              )
            }
          >
            {narrowed
              ? "Type fewer digits of the address. Wallets that nobody delegated to are not listed."
              : "AMB vote once they are delegated: to the wallet that holds them, or to another one."}
          </EmptyState>
        )}
        <Pager
          of="delegates"
          first={after !== undefined && { href: paths.delegatesBy(asked), label: "From the first" }}
          next={
            next !== undefined && {
              href: paths.delegatesBy({ ...asked, after: next }),
              label: "Further ones",
            }
          }
        />
      </Section>
    </>
  );
}

const counted = (proposals: number) =>
  proposals === 1
    ? "the one proposal that was voted on so far"
    : `the last ${proposals} proposals that were voted on`;

type Typed = string | string[] | undefined;

const sortIn = (typed: Typed): DelegateSort | undefined => delegateSorts.find((sort) => sort === typed);

/** An address that somebody changed by hand asks for nothing. */
const matching = (pattern: RegExp, typed: Typed) =>
  typeof typed === "string" && pattern.test(typed) ? typed.toLowerCase() : undefined;

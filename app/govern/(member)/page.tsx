import type { Metadata } from "next";
import { askAhead } from "@/app/ask-ahead";
import { loadProposals } from "@/app/govern/load-proposals";
import { gateway, loadMarket, loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { OperationTable } from "@/components/governance/operation-table";
import { ProposalTable } from "@/components/governance/proposal-table";
import { VotesPanel } from "@/components/governance/votes-panel";
import { Refresh } from "@/components/network/refresh";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { paths } from "@/lib/paths";

export const metadata: Metadata = {
  title: "Govern",
  description:
    "What members vote on, how the votes stand, what the treasury holds, and who may change what in this market.",
};

const refreshMs = 10_000;
/** All of them have a page of their own. */
const shown = 10;

export default async function GovernPage() {
  const [proposals, operations, market, signedIn] = await Promise.all([
    loadProposals({ limit: shown }),
    loadWaiting(),
    loadMarket(),
    loadSignedIn(),
  ]);
  const known =
    signedIn &&
    (await askAhead((queries, api) => [
      queries.prefetchQuery(api.governance.power.queryOptions({ input: { wallet: signedIn.wallet } })),
    ]));
  return (
    <div className="flex flex-col gap-10">
      <Refresh everyMs={refreshMs} />
      <Section title="Your votes">
        {signedIn ? (
          <QueryProvider known={known}>
            <VotesPanel wallet={signedIn.wallet} faucet={market.chain.local} />
          </QueryProvider>
        ) : (
          <SignInFirst title="Your votes stand here.">
            Sign in with a wallet that holds AMB, or get some on the local chain.
          </SignInFirst>
        )}
      </Section>
      <Section
        title="Proposals"
        aside={
          proposals.lines.length > 0 && (
            <ButtonLink href={paths.proposals} size="s">
              All proposals
            </ButtonLink>
          )
        }
      >
        {proposals.lines.length > 0 ? (
          <ProposalTable proposals={proposals.lines} />
        ) : (
          <EmptyState
            title="Nothing has been proposed yet."
            action={<ButtonLink href={paths.propose}>Propose something</ButtonLink>}
          >
            A proposal is a text and the exact acts that follow if it passes. Members vote; anyone carries it
            out.
          </EmptyState>
        )}
      </Section>
      {operations.length > 0 && (
        <Section title="Decided, and held back by the further delay">
          <OperationTable operations={operations} />
        </Section>
      )}
    </div>
  );
}

/** What was decided and waits in the upgrade timelock. */
async function loadWaiting() {
  const { items } = await (await gateway()).governance.operations({ limit: 200 });
  return items
    .filter(({ state }) => state === "waiting" || state === "ready")
    .map(({ id, state, calls, proposal, readyAt }) => ({
      id,
      proposal,
      sentence: calls.map(({ sentence }) => sentence).join(" "),
      ...(state === "waiting" && { until: readyAt }),
    }));
}

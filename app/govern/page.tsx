import type { Metadata } from "next";
import { formatEther } from "viem";
import { gateway, loadMarket, loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { ChangeTable } from "@/components/governance/change-table";
import { ContractTable } from "@/components/governance/contract-table";
import { FigureTable } from "@/components/governance/figure-table";
import { GuardianPanel } from "@/components/governance/guardian-panel";
import { OperationTable } from "@/components/governance/operation-table";
import { ProposalTable } from "@/components/governance/proposal-table";
import { TreasuryPanel } from "@/components/governance/treasury-panel";
import { VotesPanel } from "@/components/governance/votes-panel";
import { Refresh } from "@/components/network/refresh";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FigureTile } from "@/components/ui/figure-tile";
import { Duration } from "@/components/ui/figures";
import { PageHead, Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { paths } from "@/lib/paths";
import { loadProposals } from "./load-proposals";
import { readGovernance } from "./read-governance";

export const metadata: Metadata = {
  title: "Govern",
  description:
    "What members vote on, how the votes stand, what the treasury holds, and who may change what in this market.",
};

const refreshMs = 10_000;
/** All of them have a page of their own. */
const shown = 10;
const changesShown = 50;

export default async function GovernPage() {
  const [{ supply, delays, figures, contracts }, proposals, powers, market, signedIn] = await Promise.all([
    readGovernance(),
    loadProposals({ limit: shown }),
    loadPowers(),
    loadMarket(),
    loadSignedIn(),
  ]);
  const { treasury, guardian, changes, operations } = powers;
  return (
    <div className="flex flex-col gap-10">
      <Refresh everyMs={refreshMs} />
      <PageHead title="Govern" aside={<ButtonLink href={paths.propose}>Propose</ButtonLink>}>
        No key moves your money or changes the rules. What can change changes by vote, after a delay, within
        bounds that no vote can move.
      </PageHead>
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        {supply !== undefined && (
          <FigureTile name="AMB in existence" hint="Each one that is delegated is a vote.">
            {Number(formatEther(supply)).toLocaleString("en-GB", { maximumFractionDigits: 0 })}
          </FigureTile>
        )}
        {delays.decision !== undefined && (
          <FigureTile name="From decision to effect" hint="Time to leave before a change holds.">
            <Duration ms={Number(delays.decision) * 1000} />
          </FigureTile>
        )}
        {delays.upgrade !== undefined && (
          <FigureTile name="Further delay for new code" hint="On top of the other one.">
            <Duration ms={Number(delays.upgrade) * 1000} />
          </FigureTile>
        )}
        <FigureTile name="Figures open to votes" hint="Each within its bounds, one step at a time.">
          {figures.length}
        </FigureTile>
      </div>
      <Section title="Your votes">
        {signedIn ? (
          <QueryProvider>
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
      <Section title="Treasury">
        <TreasuryPanel treasury={treasury} />
      </Section>
      <Section title="What members can change">
        <FigureTable figures={figures} />
      </Section>
      {changes.length > 0 && (
        <Section title="What votes have changed">
          <ChangeTable changes={changes} />
        </Section>
      )}
      <div id="guardian">
        <Section title="Guardian">
          <GuardianPanel guardian={guardian} />
        </Section>
      </div>
      <Section title="Contracts">
        <ContractTable contracts={contracts} />
      </Section>
    </div>
  );
}

/** Treasury, guardian, what votes have changed and what still waits. */
async function loadPowers() {
  const { governance } = await gateway();
  const [treasury, guardian, { items }, waiting] = await Promise.all([
    governance.treasury(),
    governance.guardian(),
    governance.changes({ limit: 200 }),
    governance.operations({ limit: 200 }),
  ]);
  return {
    operations: waiting.items
      .filter(({ state }) => state === "waiting" || state === "ready")
      .map(({ id, state, calls, proposal, readyAt }) => ({
        id,
        proposal,
        sentence: calls.map(({ sentence }) => sentence).join(" "),
        ...(state === "waiting" && { until: readyAt }),
      })),
    treasury,
    guardian,
    // The first value of a figure was deployed, not voted; the escrow's copy of the fee follows the fee.
    changes: items
      .flatMap(({ before, contract, ...change }) =>
        before === null || contract === "escrow" ? [] : [{ ...change, before }],
      )
      .slice(0, changesShown),
  };
}

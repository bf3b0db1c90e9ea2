import type { Metadata } from "next";
import { formatEther } from "viem";
import { ContractTable } from "@/components/governance/contract-table";
import { FigureTable } from "@/components/governance/figure-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FigureTile } from "@/components/ui/figure-tile";
import { Duration } from "@/components/ui/figures";
import { PageHead, Section } from "@/components/ui/section";
import { readGovernance } from "./read-governance";

export const metadata: Metadata = {
  title: "Govern",
  description: "Which figures and contracts make the rules of this market, and who may change them.",
};

export default async function GovernPage() {
  const { supply, delays, figures, contracts } = await readGovernance();
  return (
    <div className="flex flex-col gap-10">
      <PageHead title="Govern">
        No key moves your money or changes the rules. What can change changes by vote, after a delay, within
        bounds that no vote can move. All of this is read from the chain.
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
      <Section title="Proposals">
        <EmptyState title="Proposals will be here.">
          The pages to propose and to vote are not built yet. Until they are, nothing on this site proposes or
          votes for you.
        </EmptyState>
      </Section>
      <Section title="What members can change">
        <FigureTable figures={figures} />
      </Section>
      <Section title="Contracts">
        <ContractTable contracts={contracts} />
      </Section>
    </div>
  );
}

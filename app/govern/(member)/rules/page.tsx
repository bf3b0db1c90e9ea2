import type { Metadata } from "next";
import { formatEther } from "viem";
import { readGovernance } from "@/app/govern/read-governance";
import { gateway } from "@/app/gateway";
import { ChangeTable } from "@/components/governance/change-table";
import { ContractTable } from "@/components/governance/contract-table";
import { FigureTable } from "@/components/governance/figure-table";
import { GuardianPanel } from "@/components/governance/guardian-panel";
import { FigureTile } from "@/components/ui/figure-tile";
import { Duration } from "@/components/ui/figures";
import { Section } from "@/components/ui/section";

export const metadata: Metadata = { title: "Rules" };

const changesShown = 50;

export default async function RulesPage() {
  const [{ supply, delays, figures, contracts }, changes, guardian] = await Promise.all([
    readGovernance(),
    loadChanges(),
    (await gateway()).governance.guardian(),
  ]);
  return (
    <div className="flex flex-col gap-10">
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

/** The first value of a figure was deployed, not voted; the escrow's copy of the fee follows the fee. */
async function loadChanges() {
  const { items } = await (await gateway()).governance.changes({ limit: 200 });
  return items
    .flatMap(({ before, contract, ...change }) =>
      before === null || contract === "escrow" ? [] : [{ ...change, before }],
    )
    .slice(0, changesShown);
}

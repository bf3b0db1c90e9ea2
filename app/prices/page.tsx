import type { Metadata } from "next";
import { gateway, loadMarket } from "@/app/gateway";
import { ComparisonTable, MissingTable } from "@/components/network/comparison-table";
import { Badge } from "@/components/ui/badge";
import { PageHead, Section } from "@/components/ui/section";
import { Notice } from "@/components/ui/notice";

export const metadata: Metadata = {
  title: "Prices",
  description: "What live devices ask, beside dated prices of others, each with its source.",
};

export default async function PricesPage() {
  const [comparison, market] = await Promise.all([
    gateway().then((api) => api.network.comparison()),
    loadMarket(),
  ]);
  const isHere = ({ median, fromParts }: (typeof comparison)[number]) => (median ?? fromParts) !== null;
  const missing = comparison.filter((machine) => !isHere(machine));
  return (
    <div className="flex flex-col gap-10">
      <PageHead
        title="Prices"
        aside={
          market.chain.local && (
            <Badge tone="amber" hint="The devices of a local chain are tried out with play money.">
              local chain
            </Badge>
          )
        }
      >
        What live devices ask for a machine, beside what others asked for a like one. Each figure of others
        has its date, its region and where it stands to be read; of a range the lower end counts.
      </PageHead>
      {market.chain.local && (
        <Notice tone="neutral" title="These prices are those of a demonstration.">
          This gateway runs on a local chain: its devices are real machines, what they ask is play money. The
          comparison is computed in the same way wherever it runs.
        </Notice>
      )}
      {comparison.filter(isHere).map((machine) => (
        <Section key={machine.shape} title={machine.name}>
          <ComparisonTable machine={machine} />
        </Section>
      ))}
      {missing.length > 0 && (
        <Section title="No live offer here has these">
          <MissingTable machines={missing} />
        </Section>
      )}
      <p className="text-13 text-ink-2 measure">
        Golem is not compared: it asks GLM, and without a dated rate of exchange that is no price in dollars.
        Prices change; these are not offers of theirs.
      </p>
    </div>
  );
}

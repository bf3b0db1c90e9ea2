import type { Metadata } from "next";
import { gateway } from "@/app/gateway";
import { TreasuryPanel } from "@/components/governance/treasury-panel";
import { Refresh } from "@/components/network/refresh";
import { Section } from "@/components/ui/section";

export const metadata: Metadata = { title: "Treasury" };

const refreshMs = 10_000;

export default async function TreasuryPage() {
  const treasury = await (await gateway()).governance.treasury();
  return (
    <>
      <Refresh everyMs={refreshMs} />
      <Section title="What the treasury holds">
        <TreasuryPanel treasury={treasury} />
      </Section>
    </>
  );
}

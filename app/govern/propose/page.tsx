import type { Metadata } from "next";
import { readActContext } from "@/app/govern/read-governance";
import { QueryProvider } from "@/components/api/query-provider";
import { ProposeForm } from "@/components/governance/propose-form";
import { PageHead } from "@/components/ui/section";

export const metadata: Metadata = { title: "Propose" };

export default async function ProposePage() {
  const context = await readActContext();
  return (
    <QueryProvider>
      <div className="flex flex-col gap-8">
        <PageHead title="Propose">
          Say what should change and why. If members vote for it, exactly the acts below happen, and nothing
          else.
        </PageHead>
        <ProposeForm {...context} />
      </div>
    </QueryProvider>
  );
}

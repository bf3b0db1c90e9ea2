import type { Metadata } from "next";
import { loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { TabPanel } from "@/components/tab-device/tab-panel";
import { TabPromises } from "@/components/tab-device/tab-promises";
import { PageHead, Section } from "@/components/ui/section";

export const metadata: Metadata = {
  title: "Lend this tab",
  description: "A browser tab as a device of this market: nothing to install, for as long as it is open.",
};

export default async function LendTabPage() {
  const signedIn = await loadSignedIn();
  return (
    <div className="flex flex-col gap-10">
      <PageHead title="Lend this tab">
        A browser tab as a device: nothing is installed, and it works for as long as it is open.
      </PageHead>
      <div className="grid items-start gap-10 lg:grid-cols-[3fr_2fr]">
        <QueryProvider>
          <TabPanel key={signedIn?.wallet} wallet={signedIn?.wallet ?? null} />
        </QueryProvider>
        <Section title="What a tab promises, and what not">
          <TabPromises />
        </Section>
      </div>
    </div>
  );
}

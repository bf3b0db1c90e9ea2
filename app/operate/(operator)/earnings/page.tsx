import type { Metadata } from "next";
import { askAhead } from "@/app/ask-ahead";
import { loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { PayoutPanel } from "@/components/devices/payout-panel";
import { EarningsPanel } from "@/components/earnings/earnings-panel";
import { Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";

export const metadata: Metadata = { title: "Earnings" };

export default async function EarningsPage() {
  const signedIn = await loadSignedIn();
  if (!signedIn)
    return (
      <SignInFirst title="What your devices earn stands here.">
        Sign in with the wallet that operates them.
      </SignInFirst>
    );
  const known = await askAhead((queries, api) => [
    queries.prefetchQuery(api.earnings.get.queryOptions()),
    queries.prefetchQuery(api.devices.joining.queryOptions()),
  ]);
  return (
    <QueryProvider known={known}>
      <div className="flex flex-col gap-10">
        <EarningsPanel />
        <Section title="Payout address">
          <PayoutPanel key={signedIn.wallet} wallet={signedIn.wallet} />
        </Section>
      </div>
    </QueryProvider>
  );
}

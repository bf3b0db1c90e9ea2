import type { Metadata } from "next";
import { askAhead } from "@/app/ask-ahead";
import { loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { LeaseList } from "@/components/leases/lease-list";
import { leasePages } from "@/components/leases/lease-pages";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";

export const metadata: Metadata = { title: "Leases on your devices" };

export default async function OperatorLeasesPage() {
  const signedIn = await loadSignedIn();
  if (!signedIn)
    return (
      <SignInFirst title="Leases on your devices stand here.">
        Sign in with the wallet that operates them.
      </SignInFirst>
    );
  const known = await askAhead((queries, api) => [
    queries.prefetchInfiniteQuery(leasePages(api, { as: "operator" })),
  ]);
  return (
    <QueryProvider known={known}>
      <Section title="Leases on your devices">
        <LeaseList
          as="operator"
          caption="Leases on your devices, the newest first"
          empty={
            <EmptyState title="No device of yours has had a lease yet.">
              The cheapest and nearest suitable device wins. Compare your prices with what others ask.
            </EmptyState>
          }
        />
      </Section>
    </QueryProvider>
  );
}

import type { Metadata } from "next";
import { askAhead } from "@/app/ask-ahead";
import { loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { LeaseList } from "@/components/leases/lease-list";
import { leasePages } from "@/components/leases/lease-pages";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { paths } from "@/lib/paths";

export const metadata: Metadata = { title: "Leases" };

export default async function LeasesPage() {
  const signedIn = await loadSignedIn();
  const known =
    signedIn &&
    (await askAhead((queries, api) => [queries.prefetchInfiniteQuery(leasePages(api, { as: "customer" }))]));
  return (
    <div className="flex flex-col gap-8">
      <PageHead title="Leases">
        Everything that ran for you: what it cost, why it ended, and its receipt.
      </PageHead>
      {signedIn ? (
        <QueryProvider known={known}>
          <LeaseList
            as="customer"
            caption="Your leases, the newest first"
            empty={
              <EmptyState
                title="Your leases will be here."
                action={
                  <ButtonLink href={paths.rent} look="primary">
                    Rent a device
                  </ButtonLink>
                }
              >
                Each one with its log, its cost and its receipt, for as long as this gateway keeps them.
              </EmptyState>
            }
          />
        </QueryProvider>
      ) : (
        <SignInFirst title="Leases belong to a wallet.">
          Sign in with the wallet that ordered them.
        </SignInFirst>
      )}
    </div>
  );
}

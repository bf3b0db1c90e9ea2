import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { gateway, loadSignedIn, orNothing } from "@/app/gateway";
import { orNotFound } from "@/app/or-not-found";
import { QueryProvider } from "@/components/api/query-provider";
import { LeaseDetails } from "@/components/leases/lease-details";
import { LeasePanel } from "@/components/leases/lease-panel";
import { Refusal } from "@/components/reasons/refusal";
import { PageHead } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { deviceSummarySchema } from "@/lib/api/devices";
import { bytes32Schema } from "@/lib/orders/spec";

export const metadata: Metadata = { title: "Lease" };

export default async function LeasePage({ params }: { params: Promise<{ leaseId: string }> }) {
  const id = bytes32Schema.safeParse((await params).leaseId);
  if (!id.success) notFound();
  const signedIn = await loadSignedIn();
  if (!signedIn)
    return (
      <SignInFirst title="This lease belongs to a wallet.">
        Sign in as its customer or its operator.
      </SignInFirst>
    );

  const api = await gateway();
  const { found: lease, refused } = await orNotFound(api.leases.get({ id: id.data }));
  if (refused) return <Refusal of={refused} />;
  // Only those that the decision names: a market has more devices than any list of them holds.
  const ranked = lease.decision?.ranked ?? [];
  const devices = await Promise.all(ranked.map(({ device }) => orNothing(api.devices.get({ id: device }))));
  return (
    <div className="flex flex-col gap-8">
      <PageHead
        title={
          <>
            Lease <span className="font-mono font-normal">{lease.id.slice(2, 10)}</span>
          </>
        }
      />
      <div className="grid items-start gap-10 lg:grid-cols-[3fr_2fr]">
        <div className="min-w-0 lg:sticky lg:top-20">
          <QueryProvider>
            <LeasePanel
              id={lease.id}
              initial={lease}
              onItsPage
              takesPrograms={lease.spec.workload.kind === "container" && lease.customer === signedIn.wallet}
            />
          </QueryProvider>
        </div>
        <LeaseDetails
          lease={lease}
          devices={deviceSummarySchema.array().parse(devices.filter(Boolean))}
          viewer={signedIn.wallet}
        />
      </div>
    </div>
  );
}

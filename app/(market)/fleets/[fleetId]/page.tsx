import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { gateway, loadSignedIn } from "@/app/gateway";
import { orNotFound } from "@/app/or-not-found";
import { QueryProvider } from "@/components/api/query-provider";
import { FleetPanel } from "@/components/orders/fleet-panel";
import { Refusal } from "@/components/reasons/refusal";
import { PageHead } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { bytes32Schema } from "@/lib/orders/spec";

export const metadata: Metadata = { title: "Fleet" };

export default async function FleetPage({ params }: { params: Promise<{ fleetId: string }> }) {
  const id = bytes32Schema.safeParse((await params).fleetId);
  if (!id.success) notFound();
  if (!(await loadSignedIn()))
    return <SignInFirst title="This fleet belongs to a wallet.">Sign in as its customer.</SignInFirst>;
  const api = await gateway();
  const { found: fleet, refused } = await orNotFound(api.orders.fleet({ id: id.data }));
  if (refused) return <Refusal of={refused} />;
  return (
    <div className="flex flex-col gap-8">
      <PageHead
        title={
          <>
            Fleet <span className="font-mono font-normal">{id.data.slice(2, 10)}</span>
          </>
        }
      />
      <QueryProvider>
        <FleetPanel id={id.data} initial={fleet} />
      </QueryProvider>
    </div>
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { FleetPanel } from "@/components/orders/fleet-panel";
import { PageHead } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { bytes32Schema } from "@/lib/orders/spec";

export const metadata: Metadata = { title: "Fleet" };

export default async function FleetPage({ params }: { params: Promise<{ fleetId: string }> }) {
  const id = bytes32Schema.safeParse((await params).fleetId);
  if (!id.success) notFound();
  if (!(await loadSignedIn()))
    return <SignInFirst title="This fleet belongs to a wallet.">Sign in as its customer.</SignInFirst>;
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
        <FleetPanel id={id.data} />
      </QueryProvider>
    </div>
  );
}

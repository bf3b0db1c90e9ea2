import type { Metadata } from "next";
import { gateway, loadMarket, loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { BringADevice } from "@/components/devices/bring-a-device";
import { DeviceTable } from "@/components/devices/device-table";
import { EarningsPanel } from "@/components/earnings/earnings-panel";
import { PriceTable } from "@/components/network/price-table";
import { StakePanel } from "@/components/operate/stake-panel";
import { LeaseList } from "@/components/leases/lease-list";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";

export const metadata: Metadata = {
  title: "Operate",
  description: "Bring a machine into the market with one command, set its prices, and see what it earns.",
};

export default async function OperatePage() {
  const signedIn = await loadSignedIn();
  const api = await gateway();
  const [prices, { chain }, devices] = await Promise.all([
    api.network.prices(),
    loadMarket(),
    signedIn && api.devices.list({ operator: signedIn.wallet, limit: 200 }),
  ]);
  return (
    <div className="flex flex-col gap-10">
      <PageHead title="Operate">
        Rent out machines that stand idle. You set the price; the contract pays you.
      </PageHead>
      <Section title="Bring a device">
        <BringADevice />
      </Section>
      <Section title="What others ask">
        <PriceTable prices={prices} />
      </Section>
      {devices ? (
        <QueryProvider>
          <Section title="Your devices">
            <DeviceTable devices={devices.items} caption="Your devices" />
          </Section>
          <EarningsPanel />
          <p className="text-13">
            <a href="/api/earnings/payments.csv" download="ambit-payments.csv" className="link">
              Every payment and every credit as a table (CSV)
            </a>
          </p>
          <Section title="Stake">
            <StakePanel faucet={chain.local} />
          </Section>
          <Section title="Leases on your devices">
            <LeaseList
              as="operator"
              caption="Leases on your devices, the newest first"
              empty={
                <EmptyState title="No device of yours has had a lease yet.">
                  The cheapest and nearest suitable device wins. Compare your prices on the network page.
                </EmptyState>
              }
            />
          </Section>
        </QueryProvider>
      ) : (
        <SignInFirst title="Your devices and what they earn stand here.">
          Sign in with the wallet that operates them.
        </SignInFirst>
      )}
    </div>
  );
}

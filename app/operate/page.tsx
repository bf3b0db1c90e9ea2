import type { Metadata } from "next";
import { gateway, loadMarket, loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { BringADevice } from "@/components/devices/bring-a-device";
import { MyDevices } from "@/components/devices/my-devices";
import { PayoutPanel } from "@/components/devices/payout-panel";
import { EarningsPanel } from "@/components/earnings/earnings-panel";
import { PriceTable } from "@/components/network/price-table";
import { StakePanel } from "@/components/operate/stake-panel";
import { LeaseList } from "@/components/leases/lease-list";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { paths } from "@/lib/paths";

export const metadata: Metadata = {
  title: "Operate",
  description: "Bring a machine into the market with one command, set its prices, and see what it earns.",
};

export default async function OperatePage() {
  const signedIn = await loadSignedIn();
  const [prices, { chain }] = await Promise.all([(await gateway()).network.prices(), loadMarket()]);
  return (
    <div className="flex flex-col gap-10">
      <PageHead
        title="Operate"
        aside={
          <ButtonLink look="primary" href={paths.join}>
            Bring a device
          </ButtonLink>
        }
      >
        Rent out machines that stand idle. You set the price; the contract pays you.
      </PageHead>
      {signedIn ? (
        <QueryProvider>
          <Section title="Your devices">
            <MyDevices key={signedIn.wallet} operator={signedIn.wallet} />
          </Section>
          <EarningsPanel />
          <p className="text-13">
            <a href="/api/earnings/payments.csv" download="ambit-payments.csv" className="link">
              Every payment and every credit as a table (CSV)
            </a>
          </p>
          <Section title="Payout address">
            <PayoutPanel key={signedIn.wallet} wallet={signedIn.wallet} />
          </Section>
          <Section title="Stake">
            <StakePanel faucet={chain.local} />
          </Section>
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
      ) : (
        <>
          <BringADevice />
          <SignInFirst title="Your devices and what they earn stand here.">
            Sign in with the wallet that operates them.
          </SignInFirst>
        </>
      )}
      <Section title="What others ask">
        <PriceTable prices={prices} />
      </Section>
    </div>
  );
}

import type { Metadata } from "next";
import { gateway, loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { BringADevice } from "@/components/devices/bring-a-device";
import { MyDevices } from "@/components/devices/my-devices";
import { PriceTable } from "@/components/network/price-table";
import { Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";

export const metadata: Metadata = {
  title: "Operate",
  description: "Bring a machine into the market with one command, set its prices, and see what it earns.",
};

export default async function OperatePage() {
  const [signedIn, prices] = await Promise.all([loadSignedIn(), (await gateway()).network.prices()]);
  return (
    <div className="flex flex-col gap-10">
      {signedIn ? (
        <QueryProvider>
          <Section title="Your devices">
            <MyDevices key={signedIn.wallet} operator={signedIn.wallet} />
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

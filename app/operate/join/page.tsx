import type { Metadata } from "next";
import { loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { BringADevice } from "@/components/devices/bring-a-device";
import { JoinPanel } from "@/components/devices/join-panel";
import { ButtonLink } from "@/components/ui/button";
import { PageHead } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { paths } from "@/lib/paths";

export const metadata: Metadata = {
  title: "Bring a device",
  description: "One command makes a machine a device of this market.",
};

export default async function JoinPage() {
  const signedIn = await loadSignedIn();
  return (
    <div className="flex flex-col gap-10">
      <PageHead
        title="Bring a device"
        aside={<ButtonLink href={paths.lendTab}>Lend this tab instead</ButtonLink>}
      >
        One command on each machine, one signature for all of them. Nothing is installed but this, and no port
        is opened.
      </PageHead>
      <BringADevice />
      {signedIn ? (
        <QueryProvider>
          <JoinPanel key={signedIn.wallet} wallet={signedIn.wallet} />
        </QueryProvider>
      ) : (
        <SignInFirst title="Your command stands here.">
          Sign in with the wallet that shall operate the devices and be paid for them.
        </SignInFirst>
      )}
    </div>
  );
}

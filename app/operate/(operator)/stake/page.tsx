import type { Metadata } from "next";
import { askAhead } from "@/app/ask-ahead";
import { loadMarket, loadSignedIn } from "@/app/gateway";
import { QueryProvider } from "@/components/api/query-provider";
import { StakePanel } from "@/components/operate/stake-panel";
import { Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";

export const metadata: Metadata = { title: "Stake" };

export default async function StakePage() {
  const [signedIn, { chain }] = await Promise.all([loadSignedIn(), loadMarket()]);
  if (!signedIn)
    return (
      <SignInFirst title="Your stake stands here.">
        Sign in with the wallet that operates your devices.
      </SignInFirst>
    );
  const known = await askAhead((queries, api) => [queries.prefetchQuery(api.stake.get.queryOptions())]);
  return (
    <QueryProvider known={known}>
      <Section title="Your stake">
        <StakePanel faucet={chain.local} />
      </Section>
    </QueryProvider>
  );
}

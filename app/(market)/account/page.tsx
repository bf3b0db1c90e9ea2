import type { Metadata } from "next";
import { askAhead } from "@/app/ask-ahead";
import { loadAccount, loadMarket, loadSignedIn } from "@/app/gateway";
import { AuthoriseForm } from "@/components/account/authorise-form";
import { BalancePanel } from "@/components/account/balance-panel";
import { movementPages } from "@/components/account/movement-pages";
import { Movements } from "@/components/account/movements";
import { SessionKeys } from "@/components/account/session-keys";
import { SignOutButton } from "@/components/account/sign-out-button";
import { QueryProvider } from "@/components/api/query-provider";
import { Address } from "@/components/ui/address";
import { ButtonLink } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { PageHead, Section } from "@/components/ui/section";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { paths } from "@/lib/paths";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const signedIn = await loadSignedIn();
  if (!signedIn)
    return (
      <div className="flex flex-col gap-8">
        <PageHead title="Account">
          Your balance, the keys that may spend it, and every movement on chain.
        </PageHead>
        <SignInFirst title="An account is a wallet.">
          Sign in with yours. There is nothing to register.
        </SignInFirst>
      </div>
    );
  const [market, account, known] = await Promise.all([
    loadMarket(),
    loadAccount(),
    askAhead((queries, api) => [
      queries.prefetchInfiniteQuery(movementPages(api)),
      queries.prefetchQuery(api.sessionKeys.list.queryOptions()),
    ]),
  ]);
  const escrow = market.contracts["escrow"];
  return (
    <QueryProvider known={known}>
      <div className="flex flex-col gap-10">
        <PageHead
          title="Account"
          aside={
            <>
              <ButtonLink href={paths.leases}>Your leases</ButtonLink>
              <SignOutButton />
            </>
          }
        >
          <Address of={signedIn.wallet} />
        </PageHead>
        <BalancePanel initial={account} market={market} />
        {escrow && (
          <Section title="Session keys">
            <SessionKeys scope={{ chainId: market.chain.id, escrow, wallet: signedIn.wallet }} />
            <Disclosure label="Let this browser sign orders">
              <div className="panel max-w-md p-4">
                <AuthoriseForm />
              </div>
            </Disclosure>
          </Section>
        )}
        <Section title="Movements">
          <Movements />
        </Section>
      </div>
    </QueryProvider>
  );
}

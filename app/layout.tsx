import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { PaletteButton } from "@/components/palette/palette-button";
import { AccountChip } from "@/components/shell/account-chip";
import { ChainLag } from "@/components/shell/chain-lag";
import { EarlyPress } from "@/components/shell/early-press";
import { GatewayAway } from "@/components/shell/gateway-away";
import { SiteFooter } from "@/components/shell/site-footer";
import { SiteHeader } from "@/components/shell/site-header";
import { SiteNav } from "@/components/shell/site-nav";
import { parseTheme, themeCookie } from "@/components/shell/theme";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { FlowTray } from "@/components/transactions/flow-tray";
import { ChainClock } from "@/components/ui/clock";
import { HintLayer } from "@/components/ui/hint-layer";
import { DueVouchers } from "@/components/wallet/due-vouchers";
import { WalletIsland } from "@/components/wallet/wallet-island";
import { loadAccount, loadHealth, loadMarket, loadSignedIn, orNothing } from "./gateway";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Ambit: the compute market its devices own", template: "%s · Ambit" },
  description:
    "Rent the nearest suitable machine by the second. Contracts hold the money, and every state says why.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf8" },
    { media: "(prefers-color-scheme: dark)", color: "#12110f" },
  ],
  viewportFit: "cover",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, asked, market, health, signedIn] = await Promise.all([
    cookies(),
    headers(),
    orNothing(loadMarket()),
    orNothing(loadHealth()),
    orNothing(loadSignedIn()),
  ]);
  const account = signedIn ? await orNothing(loadAccount()) : undefined;
  const escrow = market?.contracts["escrow"];
  const theme = parseTheme(jar.get(themeCookie)?.value);
  return (
    <html lang="en" data-theme={theme} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body className="flex min-h-dvh flex-col">
        <EarlyPress nonce={asked.get("x-nonce") ?? undefined} />
        <a
          href="#content"
          className="bg-ink text-on-ink rounded-control sr-only z-50 px-4 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to the content
        </a>
        {market?.sample && (
          <aside aria-label="Sample" className="bg-amber-soft text-amber text-13 px-4 py-1 text-center">
            Sample: devices, leases, payments and proposals of this market are made up to look at.
          </aside>
        )}
        {health && <ChainLag parts={health.parts} />}
        <GatewayAway />
        <SiteHeader>
          <FlowTray />
          <PaletteButton signedIn={signedIn !== undefined} />
          <ThemeSwitch initial={theme} />
          <AccountChip
            reachable={market !== undefined}
            signedIn={signedIn ? { wallet: signedIn.wallet, available: account?.available } : undefined}
          />
        </SiteHeader>
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-[1200px] flex-1 px-4 pt-8 focus:outline-none md:px-6"
        >
          <ChainClock aheadSeconds={market?.chain.aheadSeconds ?? 0}>{children}</ChainClock>
        </main>
        <SiteFooter
          gateway={market?.gateway}
          chain={market?.chain}
          health={
            health && {
              state: health.state,
              height: health.parts.indexer.height,
              lagBlocks: health.parts.indexer.lagBlocks,
            }
          }
        />
        <div className="bg-panel border-line sticky bottom-0 z-30 border-t pb-[env(safe-area-inset-bottom)] md:hidden">
          <SiteNav place="thumb" />
        </div>
        <HintLayer />
        {market && <WalletIsland market={market} />}
        {market && escrow && signedIn && (
          <DueVouchers chainId={market.chain.id} escrow={escrow} wallet={signedIn.wallet} />
        )}
      </body>
    </html>
  );
}

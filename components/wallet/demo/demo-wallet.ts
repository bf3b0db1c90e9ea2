import type { Wallet } from "@rainbow-me/rainbowkit";
import type { Address, Chain } from "viem";
import { injected } from "wagmi";
import {
  isOpenDemo,
  makeDemoAccount,
  namedDemoAccounts,
  ownDemoAccounts,
  ownDemoId,
  setOpenDemo,
  type DemoAccount,
} from "./demo-accounts";
import { demoProvider } from "./demo-provider";

/**
 * The demo wallets as entries of the wallet list: one for each part that one can play, those that were made
 * in this browser, and one more with a fresh key. Offered on the local chain and on no other.
 */
export function demoWallets(chain: Chain, contracts: Readonly<Record<string, Address>>): (() => Wallet)[] {
  const entry = (id: string, name: string, account: () => DemoAccount | undefined) => (): Wallet => {
    const provider = demoProvider({
      chain,
      contracts,
      account,
      makeAccount: makeDemoAccount,
      isOpen: () => isOpenDemo(id),
      setOpen: (open) => setOpenDemo(id, open),
    });
    const target = { id: `ambit-demo-${id}`, name, provider: provider as never };
    return {
      id: target.id,
      name,
      installed: true,
      iconUrl: "/demo-wallet.svg",
      iconBackground: "transparent",
      createConnector: (details) => (config) => ({ ...injected({ target })(config), ...details }),
    };
  };
  const own = ownDemoAccounts();
  const known = [...namedDemoAccounts(), ...own].map((account) =>
    entry(account.id, account.name, () => account),
  );
  return [...known, entry(ownDemoId(own.length), "New demo wallet", () => ownDemoAccounts()[own.length])];
}

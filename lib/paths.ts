import type { DelegateSort } from "@/lib/governance/delegate-sorts";
import type { ProposalStanding } from "@/lib/governance/proposal-state";

/** Which proposals a list shows. */
export type ProposalsAsked = {
  standing?: ProposalStanding | undefined;
  search?: string | undefined;
  after?: string | undefined;
};

/** Which delegates a list shows, and how. */
export type DelegatesAsked = {
  sort?: DelegateSort | undefined;
  search?: string | undefined;
  after?: string | undefined;
};

/** How much of its lists the network page shows, and after which device its list of devices begins. */
export type NetworkShown = {
  leases?: string | undefined;
  payments?: string | undefined;
  after?: string | undefined;
};

/** Every address of the site, so that a link cannot name a page that does not exist. */
export const paths = {
  home: "/",
  rent: "/rent",
  leases: "/leases",
  lease: (id: string) => `/leases/${id}`,
  fleet: (id: string) => `/fleets/${id}`,
  account: "/account",
  operate: "/operate",
  earnings: "/operate/earnings",
  operatorLeases: "/operate/leases",
  stake: "/operate/stake",
  join: "/operate/join",
  lendTab: "/operate/tab",
  device: (id: string) => `/operate/devices/${id}`,
  enrolment: (id: string) => `/operate/enrol/${id}`,
  govern: "/govern",
  treasury: "/govern/treasury",
  rules: "/govern/rules",
  guardian: "/govern/rules#guardian",
  proposals: "/govern/proposals",
  proposalsBy: (asked: ProposalsAsked) => withQuery("/govern/proposals", asked),
  proposal: (id: string) => `/govern/proposals/${id}`,
  propose: "/govern/propose",
  delegates: "/govern/delegates",
  delegatesBy: (asked: DelegatesAsked) => withQuery("/govern/delegates", asked),
  network: "/network",
  networkShowing: (shown: NetworkShown) => withQuery("/network", shown),
  prices: "/prices",
  land: (detail: "coarse" | "fine") => `/land/${detail}`,
  wallet: (address: string) => `/network/wallets/${address}`,
  walletAfter: (address: string, device: string) =>
    withQuery(`/network/wallets/${address}`, { after: device }),
  transaction: (hash: string) => `/network/transactions/${hash}`,
  apiReference: "/reference",
  openApi: "/api/openapi.json",
} as const;

function withQuery(path: string, asked: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

/** Every address of the site, so that a link cannot name a page that does not exist. */
export const paths = {
  home: "/",
  rent: "/rent",
  leases: "/leases",
  lease: (id: string) => `/leases/${id}`,
  account: "/account",
  operate: "/operate",
  device: (id: string) => `/operate/devices/${id}`,
  enrolment: (id: string) => `/operate/enrol/${id}`,
  govern: "/govern",
  proposal: (id: string) => `/govern/proposals/${id}`,
  propose: "/govern/propose",
  network: "/network",
  wallet: (address: string) => `/network/wallets/${address}`,
  transaction: (hash: string) => `/network/transactions/${hash}`,
  apiReference: "/reference",
  openApi: "/api/openapi.json",
} as const;

/** By what a list of delegates can be sorted: votes, from how many wallets, on how many proposals they voted. */
export const delegateSorts = ["votes", "wallets", "taking-part"] as const;
export type DelegateSort = (typeof delegateSorts)[number];

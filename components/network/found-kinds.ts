import type { searchKinds } from "@/lib/api/network";
import { paths } from "@/lib/paths";

/** What each kind of thing that a search finds is called, and where it stands. */
export const foundKinds: Record<
  (typeof searchKinds)[number],
  { word: string; path: (id: string) => string }
> = {
  device: { word: "Device", path: paths.device },
  lease: { word: "Lease", path: paths.lease },
  wallet: { word: "Wallet", path: paths.wallet },
  transaction: { word: "Transaction", path: paths.transaction },
  proposal: { word: "Proposal", path: paths.proposal },
};

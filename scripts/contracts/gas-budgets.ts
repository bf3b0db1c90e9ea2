/** What an act may cost as a whole transaction, and what the nearest thing costs elsewhere. */
export type GasBudget = {
  /** As the snapshot names it. */
  act: string;
  most: number;
  /** Published or measured by their own tests. */
  anchor?: { what: string; gas: number };
};

export const gasBudgets: readonly GasBudget[] = [
  { act: "open", most: 165_000, anchor: { what: "Sablier Flow 3, create and deposit", gas: 179_550 } },
  { act: "top up", most: 55_000, anchor: { what: "Sablier Flow 3, deposit", gas: 61_507 } },
  { act: "settle attested", most: 90_000, anchor: { what: "Sablier Flow 3, withdraw", gas: 74_373 } },
  { act: "settle with SLA credit", most: 125_000 },
  { act: "settle, batch of 50, each", most: 55_000 },
  {
    act: "voucher",
    most: 70_000,
    anchor: { what: "The Graph, collect without its signature", gas: 127_898 },
  },
  { act: "tab", most: 70_000 },
  { act: "post root, 5 of 7", most: 135_000, anchor: { what: "EigenLayer, one key", gas: 77_168 } },
  { act: "challenge, five signers slashed", most: 250_000 },
  { act: "slash", most: 65_000, anchor: { what: "The Graph, slash", gas: 84_023 } },
  { act: "claim", most: 60_000, anchor: { what: "Uniswap's distributor, average", gas: 78_598 } },
  { act: "vote", most: 90_000, anchor: { what: "Nouns V3, vote", gas: 88_761 } },
  { act: "propose", most: 430_000, anchor: { what: "Nouns, propose", gas: 404_209 } },
];

// Written by scripts/contracts/generate.ts from contracts/src: do not edit.
export const testFaucetAbi = [
  {
    type: "function",
    name: "AMOUNT",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
    stateMutability: "view",
  },
  {
    type: "function",
    name: "faucet",
    inputs: [{ name: "to", type: "address" }],
    outputs: [],
    stateMutability: "nonpayable",
  },
] as const;

// Written by scripts/contracts/generate.ts from contracts/src: do not edit.
export const treasuryAbi = [
  {
    type: "function",
    name: "available",
    inputs: [{ name: "token", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
    stateMutability: "view",
  },
  {
    type: "function",
    name: "outflowBps",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
    stateMutability: "view",
  },
  {
    type: "function",
    name: "pay",
    inputs: [
      { name: "token", type: "address" },
      { name: "to", type: "address" },
      { name: "amount", type: "uint256" },
      { name: "purpose", type: "bytes32" },
    ],
    outputs: [],
    stateMutability: "nonpayable",
  },
  {
    type: "function",
    name: "setOutflow",
    inputs: [{ name: "bps", type: "uint256" }],
    outputs: [],
    stateMutability: "nonpayable",
  },
  {
    type: "function",
    name: "window",
    inputs: [],
    outputs: [{ name: "", type: "uint48" }],
    stateMutability: "view",
  },
  {
    type: "event",
    name: "OutflowSet",
    inputs: [{ name: "outflowBps", type: "uint256", indexed: false }],
    anonymous: false,
  },
  {
    type: "event",
    name: "Paid",
    inputs: [
      { name: "token", type: "address", indexed: true },
      { name: "to", type: "address", indexed: true },
      { name: "amount", type: "uint256", indexed: false },
      { name: "purpose", type: "bytes32", indexed: false },
    ],
    anonymous: false,
  },
  { type: "error", name: "CheckpointUnorderedInsertion", inputs: [] },
  {
    type: "error",
    name: "NotGovernance",
    inputs: [
      { name: "sender", type: "address" },
      { name: "governance", type: "address" },
    ],
  },
  {
    type: "error",
    name: "NotUpgrader",
    inputs: [
      { name: "sender", type: "address" },
      { name: "upgrader", type: "address" },
    ],
  },
  {
    type: "error",
    name: "OutflowExceeded",
    inputs: [
      { name: "token", type: "address" },
      { name: "amount", type: "uint256" },
      { name: "available", type: "uint256" },
    ],
  },
  { type: "error", name: "RateLimitExceeded", inputs: [] },
  {
    type: "error",
    name: "SafeCastOverflowedUintDowncast",
    inputs: [
      { name: "bits", type: "uint8" },
      { name: "value", type: "uint256" },
    ],
  },
  { type: "error", name: "SafeERC20FailedOperation", inputs: [{ name: "token", type: "address" }] },
  { type: "error", name: "ShareTooLarge", inputs: [{ name: "bps", type: "uint256" }] },
] as const;

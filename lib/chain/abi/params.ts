// Written by scripts/contracts/generate.ts from contracts/src: do not edit.
export const paramsAbi = [
  {
    type: "function",
    name: "bounds",
    inputs: [{ name: "key", type: "bytes32" }],
    outputs: [
      {
        name: "",
        type: "tuple",
        components: [
          { name: "min", type: "uint256" },
          { name: "max", type: "uint256" },
          { name: "maxStepBps", type: "uint256" },
        ],
      },
    ],
    stateMutability: "view",
  },
  {
    type: "function",
    name: "get",
    inputs: [{ name: "key", type: "bytes32" }],
    outputs: [{ name: "value", type: "uint256" }],
    stateMutability: "view",
  },
  {
    type: "function",
    name: "governance",
    inputs: [],
    outputs: [{ name: "", type: "address" }],
    stateMutability: "view",
  },
  {
    type: "function",
    name: "keys",
    inputs: [],
    outputs: [{ name: "", type: "bytes32[]" }],
    stateMutability: "view",
  },
  {
    type: "function",
    name: "set",
    inputs: [
      { name: "key", type: "bytes32" },
      { name: "value", type: "uint256" },
    ],
    outputs: [],
    stateMutability: "nonpayable",
  },
  {
    type: "event",
    name: "ParamSet",
    inputs: [
      { name: "key", type: "bytes32", indexed: true },
      { name: "before", type: "uint256", indexed: false },
      { name: "value", type: "uint256", indexed: false },
    ],
    anonymous: false,
  },
  {
    type: "error",
    name: "NotGovernance",
    inputs: [
      { name: "sender", type: "address" },
      { name: "governance", type: "address" },
    ],
  },
  { type: "error", name: "ParamDuplicate", inputs: [{ name: "key", type: "bytes32" }] },
  {
    type: "error",
    name: "ParamOutOfBounds",
    inputs: [
      { name: "key", type: "bytes32" },
      { name: "value", type: "uint256" },
      { name: "min", type: "uint256" },
      { name: "max", type: "uint256" },
    ],
  },
  {
    type: "error",
    name: "ParamStepTooLarge",
    inputs: [
      { name: "key", type: "bytes32" },
      { name: "before", type: "uint256" },
      { name: "value", type: "uint256" },
      { name: "maxStep", type: "uint256" },
    ],
  },
  { type: "error", name: "ParamUnknown", inputs: [{ name: "key", type: "bytes32" }] },
] as const;

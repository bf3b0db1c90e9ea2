import { encodeAbiParameters, hashStruct, keccak256, type Address, type Hex } from "viem";

/** What one verifier saw of a device in an epoch, a bit for each slot: `seen` where it could judge, `up` where it answered. */
export type Observation = { up: bigint; seen: bigint };

/** How long a lease's device was down: since the lease began, and in the SLA window of this epoch. Seconds. */
export type Uptime = {
  lease: Hex;
  device: Hex;
  /** The epoch of the lease's leaf before this one; 0 if there is none. */
  previous: number;
  downSeconds: number;
  windowDownSeconds: number;
  /** `evidenceHash` of what the assigned verifiers saw. */
  evidence: Hex;
};

/** A device was measured and belongs in `tier` of its class. */
export type Benchmark = { device: Hex; class: number; tier: number; evidence: Hex };

/** The root over what every account has earned in rewards since the beginning, and their sum in AMB wei. */
export type RewardsRoot = { root: Hex; total: bigint };

/** What an account has earned since the beginning, in AMB wei. */
export type Reward = { account: Address; cumulative: bigint };

const leafTypes = {
  Uptime: [
    { name: "lease", type: "bytes32" },
    { name: "device", type: "bytes32" },
    { name: "previous", type: "uint32" },
    { name: "downSeconds", type: "uint32" },
    { name: "windowDownSeconds", type: "uint32" },
    { name: "evidence", type: "bytes32" },
  ],
  Benchmark: [
    { name: "device", type: "bytes32" },
    { name: "class", type: "uint8" },
    { name: "tier", type: "uint8" },
    { name: "evidence", type: "bytes32" },
  ],
  RewardsRoot: [
    { name: "root", type: "bytes32" },
    { name: "total", type: "uint128" },
  ],
  Reward: [
    { name: "account", type: "address" },
    { name: "cumulative", type: "uint128" },
  ],
} as const;

type Leaves = { Uptime: Uptime; Benchmark: Benchmark; RewardsRoot: RewardsRoot; Reward: Reward };

/**
 * A leaf of an epoch's tree or of the rewards' tree, as `contracts/src/libraries/Attested.sol` hashes it: the type keeps
 * one kind of leaf from passing for another, the second hash keeps an inner node from passing for a leaf.
 */
export function leafOf<Kind extends keyof Leaves>(kind: Kind, leaf: Leaves[Kind]): Hex {
  const types: Record<string, { name: string; type: string }[]> = { [kind]: [...leafTypes[kind]] };
  return keccak256(hashStruct({ primaryType: kind, types, data: leaf }));
}

/** The hash of what the assigned verifiers saw, in the order in which they are assigned. */
export function evidenceHash(observations: readonly Observation[]): Hex {
  const components = [
    { name: "up", type: "uint64" },
    { name: "seen", type: "uint64" },
  ] as const;
  return keccak256(encodeAbiParameters([{ type: "tuple[]", components }], [observations]));
}

import { parseEther, type Address } from "viem";

/** One figure that members may vote on, with the bounds that no vote can pass. */
export type ParameterRule = { key: string; value: bigint; min: bigint; max: bigint; maxStepBps: bigint };

/** A class of devices: what one of them stakes, how high it may rise, and whether benchmarks alone raise it. */
export type DeviceClass = { class: number; stake: bigint; maxTier: number; autoApprove: boolean };

/** Everything that differs between two deployments. The code is the same on every chain. Clocks are in seconds. */
export type Parameters = {
  /** The payment token; absent where a test dollar with a faucet is deployed. */
  usdc?: Address;
  token: {
    cap: bigint;
    /** What exists at birth and who holds it; "faucet" only where anyone may have some. */
    genesis: readonly { to: "treasury" | "faucet" | Address; amount: bigint }[];
  };
  /** Holds the guardian's brake. */
  council: Address;
  /** The first committee, in ascending order. */
  verifiers: { members: readonly Address[]; quorum: number; assigned: number };
  escrow: { withdrawalDelay: number; revocationDelay: number };
  leases: { finaliseGrace: number; silence: number };
  bonds: { stakeDelay: number; appealDelay: number };
  committee: { epoch: number; challengeWindow: number; answerWindow: number; windowEpochs: number };
  rewards: { period: number; activationDelay: number; perDay: bigint };
  governor: {
    votingDelay: number;
    votingPeriod: number;
    lateQuorumExtension: number;
    proposalThreshold: bigint;
    quorumBps: bigint;
    quorumFloor: bigint;
    quorumCap: bigint;
  };
  timelocks: { governance: number; upgrade: number };
  treasury: { window: number; outflowBps: bigint };
  guardian: { pause: number; rest: number; longestTerm: number };
  classes: readonly DeviceClass[];
  params: readonly ParameterRule[];
};

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const amb = (tokens: number) => parseEther(String(tokens));

const cap = amb(1_000_000_000);
const genesis = amb(400_000_000);

/** What every deployment votes on: key, value, bounds, and the largest step of one vote in basis points. */
const commonParams: readonly ParameterRule[] = [
  /** The protocol's part of each payment, in basis points. */
  { key: "feeBps", value: 200n, min: 0n, max: 1_000n, maxStepBps: 5_000n },
  /** The most of a bond that slashes may take in a day, in basis points. */
  { key: "slashPerDayBps", value: 2_000n, min: 100n, max: 2_000n, maxStepBps: 5_000n },
  /** A slash from here on waits for an appeal. AMB wei, as everything down to the reward. */
  { key: "appealThreshold", value: amb(20_000), min: amb(1_000), max: amb(1_000_000), maxStepBps: 5_000n },
  { key: "slashBadRoot", value: amb(5_000), min: amb(100), max: amb(100_000), maxStepBps: 5_000n },
  { key: "slashEquivocation", value: amb(10_000), min: amb(100), max: amb(100_000), maxStepBps: 5_000n },
  { key: "bounty", value: amb(500), min: amb(10), max: amb(10_000), maxStepBps: 5_000n },
  { key: "demandDeposit", value: amb(100), min: amb(1), max: amb(10_000), maxStepBps: 5_000n },
  /** The most AMB wei that one µUSDC of fees may earn: 10 AMB for a dollar. */
  { key: "rewardPerFee", value: 10n ** 13n, min: 10n ** 9n, max: 10n ** 15n, maxStepBps: 5_000n },
  ...matchingWeights(),
];

/** The points of `lib/matching/weights.ts`, under "objective.term". */
function matchingWeights(): ParameterRule[] {
  const weight = (key: string, value: bigint) => ({ key, value, min: 0n, max: 1_000_000n, maxStepBps: 10_000n });
  return [
    weight("cheapest.price", 1_000n),
    weight("cheapest.roundTrip", 1n),
    weight("cheapest.unreliability", 1n),
    weight("nearest.price", 1n),
    weight("nearest.roundTrip", 1_000n),
    weight("nearest.unreliability", 1n),
    weight("balanced.price", 10n),
    weight("balanced.roundTrip", 1n),
    weight("balanced.unreliability", 20n),
    weight("most-reliable.price", 1n),
    weight("most-reliable.roundTrip", 1n),
    weight("most-reliable.unreliability", 100_000n),
  ];
}

/** Class 0 is not here: a device begins in it, without a stake and without a tier. */
const classes: readonly DeviceClass[] = [
  { class: 1, stake: amb(100), maxTier: 1, autoApprove: true },
  { class: 2, stake: amb(400), maxTier: 2, autoApprove: true },
  { class: 3, stake: amb(1_600), maxTier: 3, autoApprove: false },
];

/** A chain on one's own machine: the same code with short clocks, test money for anyone, keys that everybody knows. */
export const local: Parameters = {
  token: {
    cap,
    genesis: [
      { to: "treasury", amount: genesis / 2n },
      { to: "faucet", amount: genesis / 2n },
    ],
  },
  council: "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
  verifiers: {
    members: [
      "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955",
      "0x976EA74026E726554dB657fA54763abd0C3a0aa9",
      "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc",
    ],
    quorum: 2,
    assigned: 3,
  },
  escrow: { withdrawalDelay: minute, revocationDelay: minute / 2 },
  leases: { finaliseGrace: 4 * minute, silence: 3 * minute },
  bonds: { stakeDelay: 2 * minute, appealDelay: 2 * minute },
  committee: { epoch: minute, challengeWindow: minute, answerWindow: minute, windowEpochs: 30 },
  rewards: { period: day, activationDelay: minute, perDay: amb(2_000_000) },
  governor: {
    votingDelay: 10,
    votingPeriod: 2 * minute,
    lateQuorumExtension: minute / 2,
    proposalThreshold: amb(100),
    quorumBps: 4_000n,
    quorumFloor: amb(1_000),
    quorumCap: amb(1_000_000),
  },
  timelocks: { governance: minute, upgrade: 3 * minute },
  treasury: { window: 10 * minute, outflowBps: 1_000n },
  guardian: { pause: 10 * minute, rest: 10 * minute, longestTerm: 365 * day },
  classes,
  params: [
    ...commonParams,
    { key: "approvalDelay", value: BigInt(minute), min: 10n, max: BigInt(hour), maxStepBps: 10_000n },
    { key: "seatStake", value: amb(1_000), min: amb(100), max: amb(1_000_000), maxStepBps: 5_000n },
  ],
};

/** What a public chain has to say for itself. */
export type L2 = Pick<Parameters, "council" | "verifiers"> & { usdc: Address; genesis: Parameters["token"]["genesis"] };

/** Any EVM L2 with Cancun, a USDC that has permit, and the CREATE2 factory. */
export const l2 = ({ usdc, council, verifiers, genesis: holders }: L2): Parameters => ({
  usdc,
  council,
  verifiers,
  token: { cap, genesis: holders },
  escrow: { withdrawalDelay: day, revocationDelay: hour },
  leases: { finaliseGrace: day, silence: 12 * hour },
  bonds: { stakeDelay: 14 * day, appealDelay: 7 * day },
  committee: { epoch: hour, challengeWindow: 6 * hour, answerWindow: 6 * hour, windowEpochs: 30 * 24 },
  rewards: { period: 2 * 365 * day, activationDelay: day, perDay: amb(2_000_000) },
  governor: {
    votingDelay: day,
    votingPeriod: 5 * day,
    lateQuorumExtension: 2 * day,
    proposalThreshold: amb(1_000_000),
    quorumBps: 4_000n,
    quorumFloor: amb(20_000_000),
    quorumCap: amb(200_000_000),
  },
  timelocks: { governance: 2 * day, upgrade: 7 * day },
  treasury: { window: 30 * day, outflowBps: 1_000n },
  guardian: { pause: 72 * hour, rest: 7 * day, longestTerm: 365 * day },
  classes,
  params: [
    ...commonParams,
    { key: "approvalDelay", value: BigInt(3 * day), min: BigInt(hour), max: BigInt(14 * day), maxStepBps: 10_000n },
    { key: "seatStake", value: amb(50_000), min: amb(1_000), max: amb(1_000_000), maxStepBps: 5_000n },
  ],
});

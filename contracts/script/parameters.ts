import { parseEther, parseUnits, type Address } from "viem";

/** One figure that members may vote on, with the bounds that no vote can pass. */
export type ParameterRule = { key: string; value: bigint; min: bigint; max: bigint; maxStepBps: bigint };

/** Everything that differs between two deployments. The code is the same on every chain. */
export type Parameters = {
  /** The payment token; absent where a test dollar with a faucet is deployed. */
  usdc?: Address;
  token: {
    cap: bigint;
    /** What exists at birth and who holds it. */
    genesis: bigint;
  };
  /** Seconds. Clocks are part of the deployed code. */
  clocks: {
    withdrawalDelay: number;
    revocationDelay: number;
    finaliseGrace: number;
    timelockDelay: number;
    upgradeDelay: number;
  };
  params: readonly ParameterRule[];
};

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const token = { cap: parseEther("1000000000"), genesis: parseEther("400000000") };

/** Voted figures and their bounds: the same everywhere. Fees in basis points. */
const params: readonly ParameterRule[] = [{ key: "feeBps", value: 200n, min: 0n, max: 1000n, maxStepBps: 5000n }];

/** A chain on one's own machine: the same code, short clocks. */
export const local: Parameters = {
  token,
  clocks: {
    withdrawalDelay: minute,
    revocationDelay: minute / 2,
    finaliseGrace: 2 * minute,
    timelockDelay: minute,
    upgradeDelay: 3 * minute,
  },
  params,
};

/** Any EVM L2 with Cancun and a USDC that has permit. */
export const l2 = (usdc: Address): Parameters => ({
  usdc,
  token,
  clocks: {
    withdrawalDelay: day,
    revocationDelay: hour,
    finaliseGrace: day,
    timelockDelay: 2 * day,
    upgradeDelay: 7 * day,
  },
  params,
});

/** What the test dollar's faucet gives per call, in µUSDC. */
export const faucetAmount = parseUnits("1000", 6);

import type { Abi } from "viem";
import { bondsAbi } from "./abi/bonds";
import { committeeAbi } from "./abi/committee";
import { devicesAbi } from "./abi/devices";
import { escrowAbi } from "./abi/escrow";
import { governorAbi } from "./abi/governor";
import { guardianAbi } from "./abi/guardian";
import { leasesAbi } from "./abi/leases";
import { paramsAbi } from "./abi/params";
import { rewardsAbi } from "./abi/rewards";
import { testFaucetAbi } from "./abi/test-faucet";
import { testUsdcAbi } from "./abi/test-usdc";
import { timelockAbi } from "./abi/timelock";
import { tokenAbi } from "./abi/token";
import { treasuryAbi } from "./abi/treasury";
import type { ContractName } from "./deployment";

/** What each contract of a deployment answers to, for a caller that knows the contract only by its name. */
export const abiOf: Readonly<Record<ContractName, Abi>> = {
  token: tokenAbi,
  usdc: testUsdcAbi,
  params: paramsAbi,
  devices: devicesAbi,
  escrow: escrowAbi,
  leases: leasesAbi,
  bonds: bondsAbi,
  committee: committeeAbi,
  rewards: rewardsAbi,
  governor: governorAbi,
  guardian: guardianAbi,
  treasury: treasuryAbi,
  timelock: timelockAbi,
  upgradeTimelock: timelockAbi,
  faucet: testFaucetAbi,
};

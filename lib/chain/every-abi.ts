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

/** Everything that our contracts can say, for decoding errors and logs whose contract is not known beforehand. */
export const everyAbi = [
  ...escrowAbi,
  ...leasesAbi,
  ...devicesAbi,
  ...bondsAbi,
  ...committeeAbi,
  ...rewardsAbi,
  ...paramsAbi,
  ...treasuryAbi,
  ...guardianAbi,
  ...governorAbi,
  ...timelockAbi,
  ...tokenAbi,
  ...testUsdcAbi,
  ...testFaucetAbi,
] as const;

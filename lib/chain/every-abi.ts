import { devicesAbi } from "./abi/devices";
import { escrowAbi } from "./abi/escrow";
import { leasesAbi } from "./abi/leases";
import { paramsAbi } from "./abi/params";
import { testUsdcAbi } from "./abi/test-usdc";
import { timelockAbi } from "./abi/timelock";
import { tokenAbi } from "./abi/token";

/** Everything that our contracts can say, for decoding errors and logs whose contract is not known beforehand. */
export const everyAbi = [
  ...escrowAbi,
  ...leasesAbi,
  ...devicesAbi,
  ...paramsAbi,
  ...testUsdcAbi,
  ...tokenAbi,
  ...timelockAbi,
] as const;

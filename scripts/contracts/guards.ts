import { stringToHex, zeroAddress, zeroHash, type Abi } from "viem";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { committeeAbi } from "@/lib/chain/abi/committee";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { governorAbi } from "@/lib/chain/abi/governor";
import { guardianAbi } from "@/lib/chain/abi/guardian";
import { leasesAbi } from "@/lib/chain/abi/leases";
import { paramsAbi } from "@/lib/chain/abi/params";
import { rewardsAbi } from "@/lib/chain/abi/rewards";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { tokenAbi } from "@/lib/chain/abi/token";
import { treasuryAbi } from "@/lib/chain/abi/treasury";
import type { ContractName } from "@/lib/chain/deployment";

/** A function that decides over others, and who alone may call it. The council is the only key among contracts. */
export type Guard = {
  at: ContractName;
  abi: Abi;
  functionName: string;
  args: readonly unknown[];
  by: ContractName | "council";
  /** What everyone else is told. */
  refusal: string;
};

const nobody = zeroAddress;
const noSession = `0x${"00".repeat(20)}` as const;
const key = stringToHex("feeBps", { size: 32 });

/** The same list as `contracts/test/base/Powers.sol`: every power there is. */
export const guards: readonly Guard[] = [
  ...of("params", paramsAbi, "timelock", "NotGovernance", { set: [key, 0n] }),
  ...of("treasury", treasuryAbi, "timelock", "NotGovernance", { pay: [nobody, nobody, 0n, zeroHash] }),
  ...of("treasury", treasuryAbi, "upgradeTimelock", "NotUpgrader", { setOutflow: [1n] }),
  ...of("devices", devicesAbi, "timelock", "NotGovernance", {
    setTier: [zeroHash, 1, zeroHash],
    setStatus: [zeroHash, 1, zeroHash],
    setClassRule: [1, { stake: 0n, maxTier: 0, autoApprove: true }],
  }),
  ...of("committee", committeeAbi, "timelock", "NotGovernance", { setCommittee: [[nobody], 1, 1] }),
  ...of("guardian", guardianAbi, "timelock", "NotGovernance", {
    rearm: [1],
    extend: [0],
    setCouncil: [nobody],
  }),
  ...of("guardian", guardianAbi, "council", "NotCouncil", {
    pause: [1],
    unpause: [1],
    cancelProposal: [0n],
    disableRewardsRoot: [],
    returnSlash: [1n],
  }),
  ...of("escrow", escrowAbi, "guardian", "NotGuardian", { pauseIntake: [1] }),
  ...of("escrow", escrowAbi, "leases", "NotLeases", {
    hold: [nobody, nobody, 0n, nobody, 0n],
    holdMore: [nobody, 0n],
    pay: [nobody, 0n, 0],
    payByKey: [noSession, nobody, nobody, 0n, 0],
    compensate: [noSession, 0n],
    release: [noSession, 0n, nobody, 0n],
  }),
  ...of("bonds", bondsAbi, "devices", "NotKeeper", bondPowers()),
  ...of("bonds", bondsAbi, "committee", "NotKeeper", bondPowers()),
  ...of("bonds", bondsAbi, "guardian", "NotGuardian", { returnSlash: [1n] }),
  ...of("rewards", rewardsAbi, "guardian", "NotGuardian", { disableRoot: [] }),
  ...of("token", tokenAbi, "rewards", "NotMinter", { mint: [nobody, 0n] }),
  ...of("governor", governorAbi, "timelock", "GovernorOnlyExecutor", { setVotingPeriod: [60] }),
  ...of("timelock", timelockAbi, "timelock", "TimelockUnauthorizedCaller", { updateDelay: [1n] }),
  ...of("upgradeTimelock", timelockAbi, "upgradeTimelock", "TimelockUnauthorizedCaller", {
    updateDelay: [1n],
  }),
  ...codePowers("leases", leasesAbi),
  ...codePowers("bonds", bondsAbi),
  ...codePowers("devices", devicesAbi),
  ...codePowers("committee", committeeAbi),
];

function of(
  at: ContractName,
  abi: Abi,
  by: Guard["by"],
  refusal: string,
  calls: Record<string, readonly unknown[]>,
): Guard[] {
  return Object.entries(calls).map(([functionName, args]) => ({ at, abi, by, refusal, functionName, args }));
}

function bondPowers() {
  return { lock: [nobody, 0n], unlock: [nobody, 0n], slash: [[], 0n, nobody, 0n, zeroHash] };
}

function codePowers(at: ContractName, abi: Abi): Guard[] {
  return of(at, abi, "upgradeTimelock", "NotUpgrader", { freeze: [], upgradeToAndCall: [nobody, "0x"] });
}

import { encodeFunctionData, stringToHex, zeroHash, type Address, type Hex } from "viem";
import { committeeAbi } from "@/lib/chain/abi/committee";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { governorAbi } from "@/lib/chain/abi/governor";
import { guardianAbi } from "@/lib/chain/abi/guardian";
import { paramsAbi } from "@/lib/chain/abi/params";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { treasuryAbi } from "@/lib/chain/abi/treasury";
import type { Call } from "./describe-call";

/** What a member can propose, one kind for each form. Amounts are in the token's smallest unit, spans in seconds. */
export type Act =
  | { kind: "figure"; name: string; value: bigint }
  | { kind: "payment"; token: Address; to: Address; amount: bigint; purpose: string }
  | { kind: "tier"; device: Hex; tier: number; reason: string }
  | { kind: "class"; class: number; stake: bigint; maxTier: number; autoApprove: boolean }
  | { kind: "committee"; members: readonly Address[]; quorum: number; assigned: number }
  | { kind: "upgrade"; contract: UpgradeableName; code: Address }
  | { kind: "rule"; name: RuleName; value: bigint }
  | { kind: "outflow"; bps: bigint }
  /** Unix seconds by the chain's clock. */
  | { kind: "term"; until: number }
  | { kind: "council"; council: Address }
  | { kind: "text" };

/** The contracts behind a proxy: their code changes through the upgrade timelock. */
export const upgradeables = ["leases", "devices", "bonds", "committee"] as const;
export type UpgradeableName = (typeof upgradeables)[number];

/** The rules of voting that a vote can change, with the governor's function for each. The quorum is part of its code. */
export const rules = {
  votingDelay: "setVotingDelay",
  votingPeriod: "setVotingPeriod",
  lateQuorumExtension: "setLateQuorumVoteExtension",
  proposalThreshold: "setProposalThreshold",
} as const;
export type RuleName = keyof typeof rules;

/** The contracts that acts go to, by the market's names for them. */
export type ActContracts = Readonly<Record<string, Address>>;

/** The most bytes of UTF-8 that a purpose or a reason may have on chain. */
export const shortTextMaxBytes = 32;

/** How an act is put into the upgrade timelock. */
export type Further = {
  /** At least the least delay of that timelock, in seconds. */
  delay: number;
  /** Another one for each proposal: a timelock never does twice what has the same name. */
  salt: Hex;
};

/** The calls that the governance timelock makes when the act is carried out. */
export function callsOf(act: Act, contracts: ActContracts, further: Further): Call[] {
  const at = (name: string, data: Hex): Call => ({ target: addressOf(contracts, name), value: 0n, data });
  const later = (name: string, data: Hex): Call => {
    const args = [
      addressOf(contracts, name),
      0n,
      data,
      zeroHash,
      further.salt,
      BigInt(further.delay),
    ] as const;
    return at("upgradeTimelock", encodeFunctionData({ abi: timelockAbi, functionName: "schedule", args }));
  };
  switch (act.kind) {
    case "figure": {
      const args = [text32(act.name), act.value] as const;
      const set = at("params", encodeFunctionData({ abi: paramsAbi, functionName: "set", args }));
      // The escrow keeps a copy of the fee, so that a payment costs less; it takes the new one when it is told.
      const adopt = at("escrow", encodeFunctionData({ abi: escrowAbi, functionName: "adoptFee" }));
      return act.name === "feeBps" ? [set, adopt] : [set];
    }
    case "payment": {
      const args = [act.token, act.to, act.amount, text32(act.purpose)] as const;
      return [at("treasury", encodeFunctionData({ abi: treasuryAbi, functionName: "pay", args }))];
    }
    case "tier": {
      const args = [act.device, act.tier, text32(act.reason)] as const;
      return [at("devices", encodeFunctionData({ abi: devicesAbi, functionName: "setTier", args }))];
    }
    case "class": {
      const { stake, maxTier, autoApprove } = act;
      const args = [act.class, { stake, maxTier, autoApprove }] as const;
      return [at("devices", encodeFunctionData({ abi: devicesAbi, functionName: "setClassRule", args }))];
    }
    case "committee": {
      const args = [sorted(act.members), act.quorum, act.assigned] as const;
      return [at("committee", encodeFunctionData({ abi: committeeAbi, functionName: "setCommittee", args }))];
    }
    case "upgrade": {
      // Without a call after it: what the new code needs to set up, it does in a proposal of its own.
      const args = [act.code, "0x"] as const;
      return [
        later(act.contract, encodeFunctionData({ abi: devicesAbi, functionName: "upgradeToAndCall", args })),
      ];
    }
    case "rule":
      return [at("governor", ruleData(act.name, act.value))];
    case "outflow": {
      const args = [act.bps] as const;
      return [later("treasury", encodeFunctionData({ abi: treasuryAbi, functionName: "setOutflow", args }))];
    }
    case "term": {
      const args = [act.until] as const;
      return [at("guardian", encodeFunctionData({ abi: guardianAbi, functionName: "extend", args }))];
    }
    case "council": {
      const args = [act.council] as const;
      return [at("guardian", encodeFunctionData({ abi: guardianAbi, functionName: "setCouncil", args }))];
    }
    case "text":
      // The governor takes no proposal without a call. This one only reads.
      return [at("params", encodeFunctionData({ abi: paramsAbi, functionName: "governance" }))];
    default:
      return act satisfies never;
  }
}

function addressOf(contracts: ActContracts, name: string): Address {
  const address = contracts[name];
  if (!address) throw new Error(`This market has no contract "${name}": what it does cannot be proposed.`);
  return address;
}

const text32 = (text: string) => stringToHex(text, { size: shortTextMaxBytes });

/** The committee is stored in ascending order, so that nobody is in it twice. */
const sorted = (members: readonly Address[]) => members.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

/** The governor counts seconds in narrower integers than votes. */
const ruleData = (name: RuleName, value: bigint): Hex =>
  name === "proposalThreshold"
    ? encodeFunctionData({ abi: governorAbi, functionName: rules[name], args: [value] })
    : encodeFunctionData({ abi: governorAbi, functionName: rules[name], args: [Number(value)] });

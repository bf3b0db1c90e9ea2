import {
  decodeFunctionData,
  encodeFunctionData,
  hexToString,
  type AbiFunction,
  type Address,
  type Hex,
} from "viem";
import { abiOf } from "@/lib/chain/abi-of";
import { contractNames, type ContractName } from "@/lib/chain/deployment";
import { exactUsd } from "@/lib/money/usd6";
import { formatDuration } from "@/lib/time/duration";
import { toJson } from "@/lib/to-json";
import { ambText } from "./amb";
import { paramName, paramValue, utcText } from "./param-value";

/** A call that a vote would make. */
export type Call = { target: Address; value: bigint; data: Hex };

/** What a call would do, read by our own ABIs and by nothing else. */
export type DescribedCall = Call & {
  /** Which of our contracts it goes to; null for a stranger. */
  contract: string | null;
  functionName: string | null;
  args: { name: string; value: string }[];
  sentence: string;
  /** Whether what was read, written again, gives the very same bytes: nothing is hidden behind them. */
  isExact: boolean;
  /** The figure that it sets, as the indexer names it. */
  figure: { contract: string; name: string; after: string } | null;
};

type Contracts = Readonly<Record<string, Address>>;

/** Says in words what a call would do. A call that we cannot read is said to be one. */
export function describeCall(call: Call, contracts: Contracts): DescribedCall {
  const contract = nameOf(call.target, contracts);
  const read = contract && decode(contract, call.data);
  if (!read)
    return {
      ...call,
      contract,
      functionName: null,
      args: [],
      sentence: `Calls ${contract ?? call.target} with bytes that our contracts do not know.`,
      isExact: false,
      figure: null,
    };
  const { functionName, args, names, isExact } = read;
  const told = sentences[`${contract}.${functionName}`] ?? sentences[functionName];
  const figure = (figures[`${contract}.${functionName}`] ?? figures[functionName])?.(args, contract);
  return {
    ...call,
    contract,
    functionName,
    args: args.map((value, index) => ({ name: names[index] ?? `${index}`, value: textOf(value) })),
    sentence: told?.(args, { contract, contracts }) ?? `Calls ${functionName} of ${contract}.`,
    isExact,
    figure: figure ? { ...figure, after: figure.after.toLowerCase() } : null,
  };
}

/** The calls that a call puts into a further timelock; none for any other. */
export function innerCalls(call: Call, contracts: Contracts): Call[] {
  const contract = nameOf(call.target, contracts);
  const read = contract?.toLowerCase().endsWith("timelock") && decode(contract, call.data);
  if (!read) return [];
  if (read.functionName === "schedule") {
    const [target, value, data] = read.args as [Address, bigint, Hex];
    return [{ target, value, data }];
  }
  if (read.functionName !== "scheduleBatch") return [];
  const [targets, values, datas] = read.args as [Address[], bigint[], Hex[]];
  return targets.map((target, index) => ({ target, value: values[index] ?? 0n, data: datas[index] ?? "0x" }));
}

type Args = readonly unknown[];

const isContractName = (name: string): name is ContractName =>
  (contractNames as readonly string[]).includes(name);

function decode(contract: string, data: Hex) {
  const abi = isContractName(contract) ? abiOf[contract] : undefined;
  if (!abi || data.length < 10) return undefined;
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi, data });
    const entry = abi.find(
      (item): item is AbiFunction => item.type === "function" && item.name === functionName,
    );
    const again = encodeFunctionData({ abi, functionName, args });
    const names = entry?.inputs.map(({ name }) => name ?? "") ?? [];
    return { functionName, args, names, isExact: again === data.toLowerCase() };
  } catch {
    // Bytes that no function of ours has are not an error: anyone may propose them, and the sentence says so.
    return undefined;
  }
}

function nameOf(target: Address, contracts: Contracts): string | null {
  const found = Object.entries(contracts).find(
    ([, address]) => address.toLowerCase() === target.toLowerCase(),
  );
  return found?.[0] ?? null;
}

const text32 = (bytes: unknown) => hexToString(bytes as Hex, { size: 32 });
const amb = (amount: unknown) => ambText(amount as bigint);
const span = (seconds: unknown) => formatDuration(Number(seconds) * 1000);
const short = (hex: unknown) => `${String(hex).slice(0, 6)}…${String(hex).slice(-4)}`;
const textOf = (value: unknown) => (typeof value === "string" ? value : toJson(value));

type Say = (args: Args, known: { contract: string; contracts: Contracts }) => string;

const statuses = ["none", "enrolled", "retired", "suspended", "banned"];

/** By contract and function, or by function alone where it means the same everywhere. */
const sentences: Record<string, Say> = {
  "params.set": ([key, value]) =>
    `Sets ${paramName(text32(key)).toLowerCase()} to ${paramValue(text32(key), value as bigint)}.`,
  "devices.setTier": ([device, tier, reason]) =>
    `Approves the device ${short(device)} for tier ${String(tier)} (${text32(reason)}).`,
  "devices.setStatus": ([device, status, reason]) =>
    `Makes the device ${short(device)} ${statuses[Number(status)] ?? "something unknown"} (${text32(reason)}).`,
  "devices.setClassRule": ([number, rule]) => {
    const { stake, maxTier, autoApprove } = rule as { stake: bigint; maxTier: number; autoApprove: boolean };
    return `Devices of class ${String(number)} stake ${amb(stake)}, rise to tier ${maxTier} at most, and ${autoApprove ? "benchmarks alone raise them" : "only votes raise them"}.`;
  },
  "treasury.pay": ([token, to, amount, purpose], { contracts }) => {
    const name = nameOf(token as Address, contracts);
    const sum =
      name === "usdc"
        ? `$${exactUsd(amount as bigint)}`
        : name === "token"
          ? amb(amount)
          : `${String(amount)} of ${short(token)}`;
    return `Pays ${sum} from the treasury to ${short(to)} for “${text32(purpose)}”.`;
  },
  "params.governance": () => "Changes nothing on chain: the text alone is decided.",
  "escrow.adoptFee": () => "Has the escrow take the fee as it is set from here on.",
  "treasury.setOutflow": ([bps]) =>
    `Lets at most ${Number(bps) / 100} % of the treasury leave in one window.`,
  "committee.setCommittee": ([members, quorum, assigned]) =>
    `Makes ${(members as unknown[]).length} verifiers the committee; ${String(quorum)} sign a root, ${String(assigned)} measure each device.`,
  "guardian.extend": ([until]) => `Lets the guardian act until ${utcText(Number(until))}.`,
  "guardian.setCouncil": ([council]) => `Hands the guardian’s brake to ${short(council)}.`,
  "guardian.rearm": () => "Lets the guardian pause again before its rest is over.",
  "governor.setVotingDelay": ([seconds]) => `Votes begin ${span(seconds)} after a proposal.`,
  "governor.setVotingPeriod": ([seconds]) => `Votes last ${span(seconds)}.`,
  "governor.setProposalThreshold": ([votes]) => `A proposal needs ${amb(votes)} of votes behind it.`,
  "governor.setLateQuorumVoteExtension": ([seconds]) =>
    `A quorum that is reached late leaves at least ${span(seconds)} to vote.`,
  "governor.setProposalGuardian": ([guardian]) => `Lets ${short(guardian)} cancel proposals.`,
  "governor.updateTimelock": ([timelock]) => `Proposals go through the timelock ${short(timelock)}.`,
  updateDelay: ([seconds], { contract }) =>
    `Has ${contract === "timelock" ? "every decision" : "new code"} wait ${span(seconds)}.`,
  schedule: () => "Puts one further act into the upgrade timelock.",
  scheduleBatch: ([targets]) =>
    `Puts ${(targets as unknown[]).length} further acts into the upgrade timelock.`,
  cancel: () => "Stops what waits in the timelock.",
  grantRole: ([role, account], { contract }) =>
    `Gives ${short(account)} the role ${short(role)} at ${contract}.`,
  revokeRole: ([role, account], { contract }) =>
    `Takes the role ${short(role)} at ${contract} from ${short(account)}.`,
  upgradeToAndCall: ([code, then], { contract }) =>
    `Runs new code for ${contract}, at ${short(code)}${then === "0x" ? "" : ", and calls it at once with the bytes below"}.`,
  freeze: (_, { contract }) => `Freezes the code of ${contract} for ever.`,
};

type Set = (args: Args, contract: string) => { contract: string; name: string; after: string };

const set =
  (contract: string, name: string): Set =>
  ([value]) => ({ contract, name, after: String(value) });

/** By contract and function, or by function alone where every contract has it. */
const figures: Record<string, Set> = {
  upgradeToAndCall: ([code], contract) => ({ contract, name: "code", after: String(code) }),
  "params.set": ([key, value]) => ({ contract: "params", name: text32(key), after: String(value) }),
  "governor.setVotingDelay": set("governor", "votingDelay"),
  "governor.setVotingPeriod": set("governor", "votingPeriod"),
  "governor.setProposalThreshold": set("governor", "proposalThreshold"),
  "governor.setLateQuorumVoteExtension": set("governor", "lateQuorumExtension"),
  "governor.setProposalGuardian": set("governor", "guardian"),
  "governor.updateTimelock": set("governor", "timelock"),
  "treasury.setOutflow": set("treasury", "outflowBps"),
  "guardian.extend": set("guardian", "expiresAt"),
  "guardian.setCouncil": set("guardian", "council"),
  "timelock.updateDelay": set("timelock", "minDelay"),
  "upgradeTimelock.updateDelay": set("upgradeTimelock", "minDelay"),
};

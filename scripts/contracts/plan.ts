import {
  encodeDeployData,
  encodeFunctionData,
  keccak256,
  stringToHex,
  zeroAddress,
  type AbiFunction,
  type Address,
  type Hex,
} from "viem";
import type { Parameters } from "@/contracts/script/parameters";
import type { ContractName } from "@/lib/chain/deployment";
import type { Artifact, DeployedContract } from "./artifacts";

/** One contract to put on the chain: under which name, and the code that creates it. */
export type Step = { name: string; initCode: Hex };

type Plan = {
  artifacts: Record<DeployedContract, Artifact>;
  parameters: Parameters;
  /** Where the contracts stand or will stand. */
  at: Record<ContractName, Address>;
  addressOf: (name: string) => Address;
};

/**
 * The whole deployment as a list, in an order in which each step may run. Contracts carry each other's addresses as
 * immutable code, which is why all addresses are known before the first step.
 */
export function deploymentSteps(plan: Plan): Step[] {
  return [...governanceSteps(plan), ...moneySteps(plan), ...trustSteps(plan)];
}

/** Names this deployment: the same code and parameters give the same addresses, so a second run finds the first one's. */
export function deploymentSalt(artifacts: Plan["artifacts"], parameters: Parameters): Hex {
  const code = Object.values(artifacts).map((artifact) => keccak256(artifact.bytecode));
  const plain = JSON.stringify(parameters, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return keccak256(stringToHex(code.join("") + plain));
}

function governanceSteps(plan: Plan): Step[] {
  const { at, parameters } = plan;
  const { timelocks, treasury, guardian, governor } = parameters;
  return [
    // The zero address as executor means: anyone. Nobody can hold a decision back once its time has come.
    create(plan, "timelock", "Timelock", timelocks.governance, [at.governor], [zeroAddress]),
    create(plan, "upgradeTimelock", "Timelock", timelocks.upgrade, [at.timelock], [zeroAddress]),
    create(plan, "token", "Token", parameters.token.cap, at.rewards, genesisOf(plan)),
    ...(usesFaucet(parameters) ? [create(plan, "faucet", "TestFaucet", at.token)] : []),
    create(plan, "params", "Params", at.timelock, parameters.params.map(toRule)),
    create(
      plan,
      "treasury",
      "Treasury",
      at.timelock,
      at.upgradeTimelock,
      treasury.window,
      treasury.outflowBps,
    ),
    create(plan, "guardian", "Guardian", { ...at, governance: at.timelock }, guardian, parameters.council),
    create(plan, "governor", "AmbitGovernor", at, governor),
  ];
}

function moneySteps(plan: Plan): Step[] {
  const { at, parameters } = plan;
  const { committee, leases, rewards, token } = parameters;
  const emission = {
    ...rewards,
    cap: token.cap - token.genesis.reduce((sum, { amount }) => sum + amount, 0n),
  };
  return [
    ...(parameters.usdc ? [] : [create(plan, "usdc", "TestUSDC")]),
    create(plan, "escrow", "Escrow", at, parameters.escrow),
    ...behindProxy(plan, "leases", "Leases", [
      { ...at, upgrader: at.upgradeTimelock },
      { ...committee, ...leases },
    ]),
    create(plan, "rewards", "Rewards", at, emission),
  ];
}

function trustSteps(plan: Plan): Step[] {
  const { at, parameters } = plan;
  const { bonds, committee, verifiers } = parameters;
  const peers = { ...at, governance: at.timelock, upgrader: at.upgradeTimelock };
  const classRules = parameters.classes.map(({ class: number, ...rule }) => ({ class: number, rule }));
  return [
    ...behindProxy(plan, "bonds", "Bonds", [peers, bonds.stakeDelay, bonds.appealDelay]),
    ...behindProxy(plan, "devices", "Devices", [peers], [classRules]),
    ...behindProxy(
      plan,
      "committee",
      "Committee",
      [peers, committee],
      [verifiers.members, verifiers.quorum, verifiers.assigned],
    ),
  ];
}

function create(plan: Plan, name: string, contract: DeployedContract, ...args: unknown[]): Step {
  const { constructor, bytecode } = plan.artifacts[contract];
  return { name, initCode: encodeDeployData({ abi: constructor, bytecode, args }) };
}

/** Code, then a proxy in front of it that is born initialised. */
function behindProxy(
  plan: Plan,
  name: string,
  contract: DeployedContract,
  args: unknown[],
  first: unknown[] = [],
): Step[] {
  const initialize = plan.artifacts[contract].initialize as AbiFunction;
  const data = encodeFunctionData({ abi: [initialize], args: first });
  const code = create(plan, `${name}.code`, contract, ...args);
  return [code, create(plan, name, "UpgradeableProxy", plan.addressOf(code.name), data)];
}

function genesisOf({ at, parameters }: Plan) {
  const holder = { treasury: at.treasury, faucet: at.faucet };
  return parameters.token.genesis.map(({ to, amount }) => ({
    to: to === "treasury" || to === "faucet" ? holder[to] : to,
    amount,
  }));
}

export const usesFaucet = (parameters: Parameters) =>
  parameters.token.genesis.some(({ to }) => to === "faucet");

function toRule({ key, value, min, max, maxStepBps }: Parameters["params"][number]) {
  return { key: stringToHex(key, { size: 32 }), value, bounds: { min, max, maxStepBps } };
}

import { encodeDeployData, encodeFunctionData, keccak256, stringToHex, type Address, type Hex } from "viem";
import type { Parameters } from "@/contracts/script/parameters";
import type { ContractName } from "@/lib/chain/deployment";
import type { Artifact, DeployedContract } from "./artifacts";

/** One contract to put on the chain: under which name, and the code that creates it. */
export type Step = { name: string; initCode: Hex };

type Addresses = Record<ContractName, Address>;
type Artifacts = Record<DeployedContract, Artifact>;

/**
 * The whole deployment as a list, in an order in which each step may run. Contracts carry each other's addresses as
 * immutable code, which is why all addresses are known before the first step.
 */
export function deploymentSteps(
  artifacts: Artifacts,
  parameters: Parameters,
  at: Addresses,
  addressOf: (name: string) => Address,
): Step[] {
  const { clocks, token } = parameters;
  const create = (contract: DeployedContract, ...args: unknown[]) => initCode(artifacts[contract], args);
  const behindProxy = (name: string, code: Hex) => proxySteps(artifacts, name, code, addressOf);

  return [
    { name: "timelock", initCode: create("Timelock", clocks.timelockDelay, [], []) },
    { name: "upgradeTimelock", initCode: create("Timelock", clocks.upgradeDelay, [at.timelock], []) },
    ...(parameters.usdc ? [] : [{ name: "usdc", initCode: create("TestUSDC") }]),
    {
      name: "token",
      initCode: create("Token", token.cap, at.timelock, [{ to: at.timelock, amount: token.genesis }]),
    },
    { name: "params", initCode: create("Params", at.timelock, parameters.params.map(toRule)) },
    ...behindProxy("devices", create("Devices", at.upgradeTimelock)),
    {
      name: "escrow",
      initCode: create(
        "Escrow",
        {
          usdc: at.usdc,
          devices: at.devices,
          params: at.params,
          leases: at.leases,
          guardian: at.timelock,
          treasury: at.timelock,
        },
        { withdrawalDelay: clocks.withdrawalDelay, revocationDelay: clocks.revocationDelay },
      ),
    },
    ...behindProxy(
      "leases",
      create(
        "Leases",
        { escrow: at.escrow, devices: at.devices, upgrader: at.upgradeTimelock },
        clocks.finaliseGrace,
      ),
    ),
  ];
}

/** Names this deployment: the same code and parameters give the same addresses, so a second run finds the first one's. */
export function deploymentSalt(artifacts: Artifacts, parameters: Parameters): Hex {
  const code = Object.values(artifacts).map((artifact) => keccak256(artifact.bytecode));
  const plain = JSON.stringify(parameters, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return keccak256(stringToHex(code.join("") + plain));
}

function proxySteps(
  artifacts: Artifacts,
  name: string,
  code: Hex,
  addressOf: (name: string) => Address,
): Step[] {
  const initialize = encodeFunctionData({
    abi: [{ type: "function", name: "initialize", inputs: [], outputs: [], stateMutability: "nonpayable" }],
  });
  const proxy = initCode(artifacts.UpgradeableProxy, [addressOf(`${name}.code`), initialize]);
  return [
    { name: `${name}.code`, initCode: code },
    { name, initCode: proxy },
  ];
}

function initCode(artifact: Artifact, args: unknown[]): Hex {
  return encodeDeployData({ abi: artifact.constructor, bytecode: artifact.bytecode, args });
}

function toRule(rule: Parameters["params"][number]) {
  const { key, value, min, max, maxStepBps } = rule;
  return { key: stringToHex(key, { size: 32 }), value, bounds: { min, max, maxStepBps } };
}

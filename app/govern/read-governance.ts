import "server-only";
import { hexToString, type Address } from "viem";
import { loadMarket } from "@/app/gateway";
import { chainReader } from "@/app/chain-reader";
import { governorAbi } from "@/lib/chain/abi/governor";
import { guardianAbi } from "@/lib/chain/abi/guardian";
import { paramsAbi } from "@/lib/chain/abi/params";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { tokenAbi } from "@/lib/chain/abi/token";
import { treasuryAbi } from "@/lib/chain/abi/treasury";
import type { ActContext } from "@/components/governance/act-forms";
import type { Figure } from "@/lib/governance/param-range";

const upgraderAbi = [
  { type: "function", name: "upgrader", inputs: [], outputs: [{ type: "address" }], stateMutability: "view" },
  { type: "function", name: "frozen", inputs: [], outputs: [{ type: "bool" }], stateMutability: "view" },
] as const;

/** Who may change a contract's code: nobody, nobody any more, the upgrade timelock, or a stranger to this market. */
type CodeRule = "fixed" | "frozen" | "timelock" | "issuer";
export type GovernedContract = { name: string; address: Address; code: CodeRule };

/** What governs this market, read from the chain while the page is made. */
export async function readGovernance() {
  const { contracts, chain } = await loadMarket();
  const [supply, delays, figures, governed] = await Promise.all([
    readSupply(contracts["token"]),
    readDelays(contracts),
    readFigures(contracts["params"]),
    Promise.all(Object.entries(contracts).map(([name, address]) => readContract(name, address, chain.local))),
  ]);
  return { supply, delays, figures, contracts: governed };
}

async function readSupply(token: Address | undefined): Promise<bigint | undefined> {
  return token && chainReader().readContract({ address: token, abi: tokenAbi, functionName: "totalSupply" });
}

/** Seconds that pass between a decision and its effect. */
async function readDelays(contracts: Readonly<Record<string, Address>>) {
  const delay = (address: Address | undefined) =>
    address && chainReader().readContract({ address, abi: timelockAbi, functionName: "getMinDelay" });
  const [decision, upgrade] = await Promise.all([
    delay(contracts["timelock"]),
    delay(contracts["upgradeTimelock"]),
  ]);
  return { decision, upgrade };
}

/** The figures that members vote on, each with how far a vote may move it. */
export async function readFigures(address: Address | undefined): Promise<Figure[]> {
  if (!address) return [];
  const params = { address, abi: paramsAbi } as const;
  const keys = await chainReader().readContract({ ...params, functionName: "keys" });
  return Promise.all(
    keys.map(async (key) => {
      const [value, { min, max, maxStepBps }] = await Promise.all([
        chainReader().readContract({ ...params, functionName: "get", args: [key] }),
        chainReader().readContract({ ...params, functionName: "bounds", args: [key] }),
      ]);
      return { key: hexToString(key, { size: 32 }), value, min, max, maxStepBps };
    }),
  );
}

/** All that the forms of proposals say about what is in force now. */
export async function readActContext(): Promise<ActContext> {
  const { contracts } = await loadMarket();
  const [figures, now, rules, standing] = await Promise.all([
    readFigures(contracts["params"]),
    chainReader().getBlock({ blockTag: "pending" }),
    readRules(contractIn(contracts, "governor")),
    readStanding(contracts),
  ]);
  return { contracts, figures, rules, ...standing, now: Number(now.timestamp) };
}

async function readRules(address: Address): Promise<ActContext["rules"]> {
  const governor = { address, abi: governorAbi } as const;
  const [votingDelay, votingPeriod, lateQuorumExtension, proposalThreshold] = await Promise.all([
    chainReader().readContract({ ...governor, functionName: "votingDelay" }),
    chainReader().readContract({ ...governor, functionName: "votingPeriod" }),
    chainReader().readContract({ ...governor, functionName: "lateQuorumVoteExtension" }),
    chainReader().readContract({ ...governor, functionName: "proposalThreshold" }),
  ]);
  return { votingDelay, votingPeriod, lateQuorumExtension: BigInt(lateQuorumExtension), proposalThreshold };
}

async function readStanding(contracts: Readonly<Record<string, Address>>) {
  const treasury = { address: contractIn(contracts, "treasury"), abi: treasuryAbi } as const;
  const guardian = { address: contractIn(contracts, "guardian"), abi: guardianAbi } as const;
  const upgrades = { address: contractIn(contracts, "upgradeTimelock"), abi: timelockAbi } as const;
  const [outflowBps, guardianEndsAt, upgradeDelay] = await Promise.all([
    chainReader().readContract({ ...treasury, functionName: "outflowBps" }),
    chainReader().readContract({ ...guardian, functionName: "expiresAt" }),
    chainReader().readContract({ ...upgrades, functionName: "getMinDelay" }),
  ]);
  return { outflowBps, guardianEndsAt, upgradeDelay: Number(upgradeDelay) };
}

function contractIn(contracts: Readonly<Record<string, Address>>, name: string): Address {
  const address = contracts[name];
  if (!address) throw new Error(`This market has no contract "${name}": nothing can be proposed in it.`);
  return address;
}

async function readContract(name: string, address: Address, local: boolean): Promise<GovernedContract> {
  // The real dollar has its own issuer; only the local one is ours.
  if (name === "usdc" && !local) return { name, address, code: "issuer" };
  const asked = { address, abi: upgraderAbi } as const;
  // A contract without an upgrader does not know the question, and answers it by refusing.
  const [upgrader, frozen] = await Promise.allSettled([
    chainReader().readContract({ ...asked, functionName: "upgrader" }),
    chainReader().readContract({ ...asked, functionName: "frozen" }),
  ]);
  if (upgrader.status === "rejected") return { name, address, code: "fixed" };
  return { name, address, code: frozen.status === "fulfilled" && frozen.value ? "frozen" : "timelock" };
}

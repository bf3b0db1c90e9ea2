import { readdirSync, readFileSync } from "node:fs";
import { encodeFunctionData, zeroAddress, type Abi, type AbiParameter } from "viem";
import { expect, test } from "vitest";
import { contractNames as nameContracts } from "@/components/transactions/contract-names";
import { abiOf } from "@/lib/chain/abi-of";
import { contractNames, type ContractName } from "@/lib/chain/deployment";
import { describeTransaction } from "./describe-request";

const flowsFolder = new URL("../../transactions/flows/", import.meta.url);

/** An address for each contract, so that a call says where it goes. */
const contracts = Object.fromEntries(
  contractNames.map((name, index) => [name, `0x${String(index + 10).repeat(20)}`] as const),
) as Record<ContractName, `0x${string}`>;
const name = nameContracts(contracts);

/** Which contracts stand behind `escrowAbi` in the source of a flow. */
const contractsBehind: Record<string, ContractName[]> = {
  ...Object.fromEntries(contractNames.map((contract) => [contract, [contract]])),
  timelock: ["timelock", "upgradeTimelock"],
  testUsdc: ["usdc"],
  testFaucet: ["faucet"],
};

const sent = readdirSync(flowsFolder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .flatMap((file) => callsIn(file, readFileSync(new URL(file, flowsFolder), "utf8")));

test("flows send calls", () => expect(sent.length).toBeGreaterThan(10));

test.each(sent)(
  "what $file sends has words in the wallet: $functionName of $abi",
  ({ abi, functionName }) => {
    const told = (contractsBehind[abi] ?? []).map((contract) => {
      const data = encodeFunctionData({
        abi: abiOf[contract],
        functionName,
        args: sampleArgs(abiOf[contract], functionName),
      });
      return describeTransaction({ to: contracts[contract], data }, name);
    });
    const words = told.filter(({ title }) => !title.startsWith("Send a transaction to "));
    expect(words.length, `say in describe-request.ts what ${functionName} of ${abi} does`).toBeGreaterThan(0);
    for (const { title, sentences } of words)
      expect([title, ...sentences].join(" ")).not.toMatch(/undefined|NaN|\[object|no words/);
  },
);

/** What a flow's source encodes. A call that is written in another way than all others is a failure, not an omission. */
function callsIn(file: string, source: string) {
  const encoded = source.split("encodeFunctionData({").length - 1;
  const read = [...source.matchAll(/encodeFunctionData\(\{\s*abi: (\w+)Abi,\s*functionName: "(\w+)"/g)].map(
    ([, abi, functionName]) => ({ file, abi: abi!, functionName: functionName! }),
  );
  if (read.length !== encoded)
    throw new Error(`${file} encodes ${encoded} calls, ${read.length} of them were read.`);
  return read;
}

function sampleArgs(abi: Abi, functionName: string): unknown[] {
  const found = abi.find((entry) => entry.type === "function" && entry.name === functionName);
  return found?.type === "function" ? found.inputs.map(sampleOf) : [];
}

function sampleOf({ type, ...rest }: AbiParameter): unknown {
  if (type.endsWith("[]")) return [sampleOf({ ...rest, type: type.slice(0, -2) })];
  if (type === "tuple" && "components" in rest)
    return Object.fromEntries(rest.components.map((part) => [part.name, sampleOf(part)]));
  if (type === "address") return zeroAddress;
  if (type === "string") return "words";
  if (type === "bool") return true;
  if (type === "bytes") return "0x";
  if (type.startsWith("bytes")) return `0x${"00".repeat(Number(type.slice(5)))}`;
  return /^u?int(8|16|24|32|40|48)$/.test(type) ? 1 : 1n;
}
